package io.millrace.benchmarks.ingestion;

import io.millrace.api.contract.PublishedContract;
import io.millrace.kernel.Topics;
import io.millrace.local.process.FreePorts;
import io.millrace.local.process.Jvm;
import io.millrace.local.server.KafkaServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * NDJSON over HTTP at ingestion-service, contract validation on, against Kafka's own ProducerPerformance: the same records,
 * broker and machine, {@code acks=all}, both warm, taken in turns. Prints both rates and their ratio, medians over the turns.
 *
 * <p>Needs {@code ingestion-service/target/ingestion-service-*.jar}. Arguments: turns (3), events per turn (2,000,000),
 * connections (4), events per request (5,000).
 */
public final class IngestionThroughput {
    private static final int DISTINCT_EVENTS = 200_000;
    private static final long SEED = 20010101;
    /** The same as the door's own producer uses. */
    private static final List<String> TUNED = List.of("compression.type=lz4", "linger.ms=5", "batch.size=131072");

    private final int turns;
    private final int eventsPerTurn;
    private final int connections;
    private final int batchEvents;

    private IngestionThroughput(int[] arguments) {
        turns = arguments[0];
        eventsPerTurn = arguments[1];
        connections = arguments[2];
        batchEvents = arguments[3];
    }

    public static void main(String[] arguments) throws Exception {
        int[] numbers = {3, 2_000_000, 4, 5_000};
        for (int i = 0; i < arguments.length; i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        new IngestionThroughput(numbers).run();
    }

    private void run() throws Exception {
        byte[][] events = Flights.events(DISTINCT_EVENTS, SEED);
        Path directory = Files.createTempDirectory("millrace-ingestion-benchmark");
        Path payloads = Files.write(directory.resolve("payloads"), lines(events));
        try (DedicatedServer<KafkaServer> kafka = TestServers.dedicatedKafka()) {
            String servers = kafka.server().bootstrapServers();
            publish(servers);
            int port = FreePorts.next();
            Process door = startDoor(port, servers, directory.resolve("ingestion-service.log"));
            try {
                awaitReady(port, door);
                NdjsonLoad load =
                        new NdjsonLoad(port, TestIdentity.token("write:flights"), connections, events, batchEvents);
                compare(load, new KafkaBaseline(servers, payloads));
            } finally {
                door.destroy();
                door.waitFor();
            }
        }
    }

    private void compare(NdjsonLoad load, KafkaBaseline baseline) throws Exception {
        System.out.printf(
                "%d turns of %,d events, %d connections, %,d events a request%n",
                turns, eventsPerTurn, connections, batchEvents);
        load.run(eventsPerTurn);
        List<Double> door = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        List<Double> tuned = new ArrayList<>();
        for (int turn = 1; turn <= turns; turn++) {
            plain.add(baseline.run("baseline", eventsPerTurn, eventsPerTurn, List.of()));
            door.add(load.run(eventsPerTurn));
            tuned.add(baseline.run("baseline", eventsPerTurn, eventsPerTurn, TUNED));
            door.add(load.run(eventsPerTurn));
            System.out.printf(
                    "turn %d: ProducerPerformance %,.0f/s, with the door's settings %,.0f/s; door %,.0f/s and %,.0f/s%n",
                    turn, plain.getLast(), tuned.getLast(), door.get(door.size() - 2), door.getLast());
        }
        System.out.printf(
                "door %,.0f/s = %.2f × ProducerPerformance (%,.0f/s) = %.2f × with the door's settings (%,.0f/s)%n",
                median(door), median(door) / median(plain), median(plain), median(door) / median(tuned), median(tuned));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static byte[] lines(byte[][] events) {
        StringBuilder text = new StringBuilder();
        for (byte[] event : events) {
            text.append(new String(event, StandardCharsets.US_ASCII)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void publish(String servers) throws Exception {
        PublishedContract contract = Flights.contract();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer())) {
            Optional<Integer> partitions = Optional.of(Flights.PARTITIONS);
            admin.createTopics(List.of(
                            new NewTopic(Topics.CONTRACTS, Optional.of(1), Optional.empty()),
                            new NewTopic("flights", partitions, Optional.empty())
                                    .configs(Map.of("message.timestamp.type", "LogAppendTime")),
                            new NewTopic("baseline", partitions, Optional.empty())
                                    .configs(Map.of("message.timestamp.type", "LogAppendTime")),
                            new NewTopic(Topics.MEASUREMENTS, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(
                            Topics.CONTRACTS,
                            contract.id().getBytes(StandardCharsets.UTF_8),
                            JsonMapper.builder().build().writeValueAsBytes(contract)))
                    .get();
        }
    }

    private static Process startDoor(int port, String servers, Path log) throws IOException {
        Path jar;
        try (var files = Files.newDirectoryStream(Path.of("ingestion-service/target"), "ingestion-service-*.jar")) {
            jar = files.iterator().next();
        }
        List<String> options = new ArrayList<>(List.of("-jar"));
        String extra = System.getenv("DOOR_OPTIONS");
        if (extra != null) {
            options.addAll(0, Arrays.asList(extra.split(" ")));
        }
        ProcessBuilder door =
                new ProcessBuilder(Jvm.command(384, options, List.of(jar.toString(), "--server.port=" + port)));
        door.environment().put("MILLRACE_KAFKA", servers);
        door.environment().put("MILLRACE_HOME", TestIdentity.keysHome().toString());
        return door.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static void awaitReady(int port, Process door) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                    .build();
            for (int i = 0; i < 600 && door.isAlive(); i++) {
                try {
                    if (http.send(health, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // Not listening yet.
                }
                Thread.sleep(200);
            }
            throw new IllegalStateException("ingestion-service is not ready");
        }
    }
}
