package io.millrace.processor.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import io.millrace.kernel.Namespace;
import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.testkit.TestServers;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * CPU-seconds per million events of the engine and of the same query written naively in Kafka Streams' DSL with Jackson, both
 * exactly-once with commits of 100 ms, each in a JVM of its own: {@code EngineBenchmark [events]}.
 */
final class EngineBenchmark {
    private static final int PARTITIONS = 4;
    private static final int CUSTOMERS = 50_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private EngineBenchmark() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            run(args);
            return;
        }
        int events = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        try (OrdersOnKafka kafka = new OrdersOnKafka(TestServers.kafka(), TestServers.uniqueNamespace(), PARTITIONS)) {
            fill(kafka, events);
            for (String query : List.of("aggregate", "tumble")) {
                for (String engine : List.of("millrace", "dsl")) {
                    fork(kafka, engine, query, events);
                }
            }
        }
    }

    private static void fill(OrdersOnKafka kafka, int events) {
        Random random = new Random(1);
        for (int i = 0; i < events; i++) {
            kafka.send(
                    random.nextInt(PARTITIONS),
                    new Orders.Order(
                                    "o" + i,
                                    "c" + random.nextInt(CUSTOMERS),
                                    (long) random.nextInt(1000),
                                    random.nextInt(100_000) / 100.0,
                                    Orders.START + i * 10L)
                            .json());
        }
        kafka.send(List.of(), 0, 0);
    }

    private static void fork(OrdersOnKafka kafka, String engine, String query, int events) throws Exception {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineBenchmark.class.getName(),
                        engine,
                        query,
                        kafka.bootstrapServers,
                        kafka.namespace.value(),
                        kafka.topicId().toString(),
                        Integer.toString(events))
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void run(String[] args) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        Path home = Files.createTempDirectory("engine-benchmark");
        int events = Integer.parseInt(args[5]);
        try (OrdersOnKafka kafka = new OrdersOnKafka(args[2], args[3], PARTITIONS, UUID.fromString(args[4]));
                Admin admin = Admin.create(Map.of("bootstrap.servers", args[2]))) {
            String name = args[0] + "-" + args[1];
            long wall = System.nanoTime();
            long cpu = cpuNanos();
            AutoCloseable running =
                    args[0].equals("millrace") ? millrace(kafka, args[1], home) : dsl(kafka, args[1], home, admin);
            String group = kafka.namespace.of(args[0].equals("millrace") ? "millrace.runtime.bench" : "dsl-" + args[1]);
            awaitCaughtUp(admin, group, kafka, events);
            double seconds = (cpuNanos() - cpu) / 1e9;
            System.out.printf(
                    "%-20s %.1f CPU-s per million events, %.0f events/s%n",
                    name, seconds * 1e6 / events, events / ((System.nanoTime() - wall) / 1e9));
            running.close();
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static AutoCloseable millrace(OrdersOnKafka kafka, String query, Path home) {
        ViewPlan plan = query.equals("aggregate")
                ? Orders.aggregate(kafka.scan, "bench_a", true)
                : Orders.tumble(kafka.scan, "bench_t", -1, false);
        Runtimes runtimes = kafka.runtimes(home);
        RuntimeSpec spec = kafka.spec("bench", plan);
        runtimes.start(new RuntimeSpec("bench", spec.views(), spec.changelogs(), 100), (runtime, reason) -> {
            throw new IllegalStateException(reason);
        });
        return () -> {
            runtimes.remove("bench");
            runtimes.close();
        };
    }

    private static AutoCloseable dsl(OrdersOnKafka kafka, String query, Path home, Admin admin) throws Exception {
        String out = kafka.namespace.of("dsl-out-" + query);
        admin.createTopics(List.of(new NewTopic(out, OrdersOnKafka.SINKS, (short) 1)))
                .all()
                .get();
        StreamsBuilder builder = new StreamsBuilder();
        KGroupedStream<String, String> groups = builder.stream(
                        kafka.topic, Consumed.with(Serdes.ByteArray(), Serdes.String()))
                .groupBy(
                        (key, value) -> JSON.readTree(value).path("customer").stringValue("-"),
                        Grouped.with(Serdes.String(), Serdes.String()));
        if (query.equals("aggregate")) {
            groups.aggregate(
                            () -> "0,0,0,0,0,0,0,0",
                            EngineBenchmark::add,
                            Materialized.with(Serdes.String(), Serdes.String()))
                    .toStream()
                    .to(out);
        } else {
            groups.windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), Duration.ofDays(36500)))
                    .aggregate(
                            () -> "0,0,0,0,0,0,0,0",
                            EngineBenchmark::add,
                            Materialized.with(Serdes.String(), Serdes.String()))
                    .toStream((window, value) ->
                            window.key() + "@" + window.window().start())
                    .to(out);
        }
        Properties properties = StreamsProperties.of(
                new Namespace(kafka.namespace.value()).of("dsl-" + query),
                kafka.bootstrapServers,
                home,
                new RuntimeSettings(1, 1, Duration.ofSeconds(6), Duration.ofSeconds(5)),
                100);
        properties.put("auto.offset.reset", "earliest");
        properties.put("default.key.serde", Serdes.StringSerde.class);
        properties.put("default.value.serde", Serdes.StringSerde.class);
        properties.put("statestore.cache.max.bytes", 64 * 1024 * 1024);
        properties.put("default.timestamp.extractor", OrderTime.class);
        KafkaStreams streams = new KafkaStreams(builder.build(), properties);
        streams.start();
        return streams::close;
    }

    /** Event time of the naive topology. */
    public static final class OrderTime implements org.apache.kafka.streams.processor.TimestampExtractor {
        @Override
        public long extract(
                org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object> record, long partitionTime) {
            if (record.value() instanceof String json && record.topic().endsWith("orders")) {
                return java.time.Instant.parse(JSON.readTree(json).path("at").stringValue())
                        .toEpochMilli();
            }
            return record.timestamp();
        }
    }

    private static String add(String key, String value, String accumulator) {
        JsonNode order = JSON.readTree(value);
        String[] a = accumulator.split(",");
        long amount = order.path("amount").longValue();
        long count = Long.parseLong(a[0]) + 1;
        long sum = Long.parseLong(a[1]) + amount;
        double price = Double.parseDouble(a[4]) + order.path("price").doubleValue();
        String last = order.path("id").stringValue();
        return count + "," + sum + "," + sum / count + "," + Math.min(Long.parseLong(a[3]), amount) + "," + price + ","
                + price / count + "," + (last.compareTo(a[6]) > 0 ? last : a[6]) + "," + count;
    }

    private static void awaitCaughtUp(Admin admin, String group, OrdersOnKafka kafka, int events) throws Exception {
        List<TopicPartition> sources = new ArrayList<>();
        for (int p = 0; p < PARTITIONS; p++) {
            sources.add(new TopicPartition(kafka.topic, p));
        }
        while (true) {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long read = sources.stream()
                    .mapToLong(source -> committed.get(source) == null
                            ? 0
                            : committed.get(source).offset())
                    .sum();
            long behind = 0;
            for (var entry : committed.entrySet()) {
                behind += admin.listOffsets(Map.of(entry.getKey(), OffsetSpec.latest()))
                                .partitionResult(entry.getKey())
                                .get()
                                .offset()
                        - entry.getValue().offset();
            }
            if (read >= events && behind <= committed.size() * 2L) {
                return;
            }
            LockSupport.parkNanos(200_000_000);
        }
    }
}
