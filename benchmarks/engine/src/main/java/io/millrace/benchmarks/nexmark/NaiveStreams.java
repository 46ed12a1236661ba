package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.processor.TimestampExtractor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The streams of Nexmark in Kafka Streams' DSL, each event a tree of Jackson. */
final class NaiveStreams {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final StreamsBuilder builder;
    private final Namespace namespace;
    private final Set<String> topics = new TreeSet<>();

    NaiveStreams(StreamsBuilder builder, Namespace namespace) {
        this.builder = builder;
        this.namespace = namespace;
    }

    KStream<String, JsonNode> stream(String name) {
        topics.add(namespace.of(name));
        return builder.stream(namespace.of(name));
    }

    /** Those that were asked for. */
    Set<String> topics() {
        return topics;
    }

    /** JSON as bytes. */
    public static final class Json extends Serdes.WrapperSerde<JsonNode> {
        public Json() {
            super(
                    (topic, value) -> value == null ? null : MAPPER.writeValueAsBytes(value),
                    (topic, bytes) -> bytes == null ? null : MAPPER.readTree(bytes));
        }
    }

    /** Event time where there is one, else the record's. */
    public static final class EventTime implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            if (record.value() instanceof JsonNode event
                    && event.path("dateTime").isString()) {
                return Instant.parse(event.path("dateTime").stringValue()).toEpochMilli();
            }
            return record.timestamp();
        }
    }
}
