package io.millrace.processor.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.internals.StreamsPartitionAssignor;

/**
 * Lets copies of a runtime share its partitions only where they run the same views.
 *
 * <p>A task is known by the number of its part of the topology, and without one of the views the numbers mean other parts: a
 * copy that has not yet heard of the deletion would be given tasks that are not its own. So the group's protocol is named
 * after the views, and the broker refuses a member whose protocol the others do not have. It tries again until they have
 * stopped.
 */
final class KeepTopologiesApart implements KafkaClientSupplier {
    private static final String TOPOLOGY_CONFIG = "millrace.topology";

    private final String topology;

    /** @param topology {@link RuntimeSpec#topology} */
    KeepTopologiesApart(String topology) {
        this.topology = topology;
    }

    /** What the broker names as the assignor of a group whose members run this topology. */
    static String protocol(String topology) {
        return "millrace-" + topology;
    }

    /** The assignor of Kafka Streams under the name of a topology. Kafka makes it by its class. */
    public static final class Assignor extends StreamsPartitionAssignor {
        private String name = "";

        @Override
        public void configure(Map<String, ?> configs) {
            super.configure(configs);
            name = protocol(String.valueOf(configs.get(TOPOLOGY_CONFIG)));
        }

        @Override
        public String name() {
            return name;
        }
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        Map<String, Object> apart = new HashMap<>(config);
        apart.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, Assignor.class.getName());
        apart.put(TOPOLOGY_CONFIG, topology);
        return consumer(apart);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }
}
