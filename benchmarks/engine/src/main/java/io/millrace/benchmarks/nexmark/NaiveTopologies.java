package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import io.millrace.local.process.StdinWatch;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Runs a query as it is written in Kafka Streams' DSL by somebody who does not count CPU: Jackson, one operator for each clause,
 * Kafka Streams' own stores with their cache; exactly once. It says {@code FINISHED} when all that is in the streams is
 * committed, and runs on until it is killed.
 *
 * <p>Its windows close by the time of a task and not of a watermark, so that rows of a replay can be dropped as late: its results
 * are not compared.
 *
 * <p>Arguments: bootstrap servers, namespace, query, application id, output topic, time between commits in milliseconds.
 */
public final class NaiveTopologies {
    private static final int THREADS = 2;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long CACHE_BYTES = 64L * 1024 * 1024;

    private static final Map<String, BiConsumer<NaiveStreams, String>> QUERIES = Map.of(
            "q0",
            NaiveQueries::passThrough,
            "q1",
            NaiveQueries::currency,
            "q2",
            NaiveQueries::selection,
            "q3",
            NaiveQueries::localItems,
            "q11",
            NaiveQueries::sessions,
            "q12",
            NaiveQueries::windows,
            "q18",
            NaiveQueries::lastBids,
            "q20",
            NaiveQueries::expandedBids,
            LatencyBenchmark.ROWS,
            NaiveQueries::timedRows,
            LatencyBenchmark.GROUPS,
            NaiveQueries::groups);

    private NaiveTopologies() {}

    static Set<String> queries() {
        return QUERIES.keySet();
    }

    public static void main(String[] arguments) throws Exception {
        StdinWatch.exitAtEndOfInput(GRACE);
        Namespace namespace = new Namespace(arguments[1]);
        String query = arguments[2];
        String application = arguments[3];
        StreamsBuilder builder = new StreamsBuilder();
        NaiveStreams streams = new NaiveStreams(builder, namespace);
        BiConsumer<NaiveStreams, String> topology = QUERIES.get(query);
        if (topology == null) {
            throw new IllegalArgumentException("There is no topology of " + query + ".");
        }
        topology.accept(streams, arguments[4]);
        try (KafkaStreams running =
                        new KafkaStreams(builder.build(), properties(application, arguments[0], arguments[5]));
                Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
            running.start();
            new AwaitEnd(admin, application).await(streams.topics(), 2);
            System.out.println("FINISHED");
            // It goes on until it is killed: what it still does is measured, too.
            new CountDownLatch(1).await();
        }
    }

    private static Properties properties(String application, String bootstrapServers, String commitMs)
            throws java.io.IOException {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Files.createTempDirectory("dsl-benchmark").toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMs);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        properties.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, NaiveStreams.EventTime.class);
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, NaiveStreams.Json.class);
        properties.put("auto.offset.reset", "earliest");
        return properties;
    }
}
