package io.millrace.processor.runtime;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** A record key that knows which partitions the record goes to, so that a stage and not a hash of the key decides. */
record Addressed(byte @Nullable [] key, Optional<Set<Integer>> partitions) {
    static final Serde<Addressed> SERDE = new AddressedSerde();

    static Optional<Set<Integer>> to(int partition) {
        return Optional.of(Set.of(partition));
    }

    static StreamPartitioner<Addressed, byte[]> partitioner() {
        return (topic, key, value, count) -> key.partitions();
    }

    private static final class AddressedSerde implements Serde<Addressed> {
        @Override
        public Serializer<Addressed> serializer() {
            return (topic, addressed) -> addressed == null ? null : addressed.key();
        }

        @Override
        public Deserializer<Addressed> deserializer() {
            return (topic, bytes) -> new Addressed(bytes, Optional.empty());
        }
    }
}
