package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import io.millrace.local.server.KafkaServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestServers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * CPU-seconds per million events, and events per second, of Nexmark's queries in Millrace's runtime, in Flink SQL, and as naive
 * topologies where the DSL can say them: over the same topics of one broker, exactly once with commits each second, two threads
 * each, one after the other. The rows of Millrace and of Flink are compared. Where these are windows, a view that shows them at
 * their close is measured, too: that is what Flink does.
 *
 * <p>Arguments: queries with commas (those of the published figures), events (2,000,000), turns (1), engines with commas (all).
 * More turns give medians.
 */
public final class NexmarkBenchmark {
    private static final String QUERIES = "q0,q1,q2,q3,q4,q5,q7,q8,q9,q11,q12,q18,q20";
    private static final Namespace ALL = new Namespace("all");
    /** Streams for queries that do not read bids, which are nearly all events of the others. */
    private static final Namespace WITHOUT_BIDS = new Namespace("nobids");

    private final String bootstrapServers;
    private final Admin admin;
    private final long count;
    private final Map<Namespace, Map<String, Long>> events = new LinkedHashMap<>();
    private final Map<String, Map<Engine, List<MeasureRun.Measured>>> measured = new LinkedHashMap<>();
    private final Map<String, String> compared = new LinkedHashMap<>();

    private NexmarkBenchmark(String bootstrapServers, Admin admin, long count) throws Exception {
        this.bootstrapServers = bootstrapServers;
        this.admin = admin;
        this.count = count;
        fill(ALL);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> queries = List.of((arguments.length > 0 ? arguments[0] : QUERIES).split(","));
        long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : 2_000_000;
        int turns = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        Set<String> engines = Set.of((arguments.length > 3 ? arguments[3] : "millrace,dsl,flink").split(","));
        try (DedicatedServer<KafkaServer> kafka = TestServers.dedicatedKafka();
                Admin admin =
                        Admin.create(Map.of("bootstrap.servers", kafka.server().bootstrapServers()))) {
            NexmarkBenchmark benchmark = new NexmarkBenchmark(kafka.server().bootstrapServers(), admin, count);
            for (int turn = 0; turn < turns; turn++) {
                for (String query : queries) {
                    benchmark.run(query, turn, engines);
                }
            }
            new ResultTable(benchmark.measured, benchmark.compared).print();
        }
        System.exit(0);
    }

    private void run(String name, int turn, Set<String> engines) throws Exception {
        Query query = query(name, turn, ALL);
        if (!query.streams().contains("bid")) {
            fill(WITHOUT_BIDS);
            query = query(name, turn, WITHOUT_BIDS);
        }
        for (Engine engine : Engine.values()) {
            boolean asked = engines.contains(engine.name().toLowerCase(java.util.Locale.ROOT));
            if (asked && (engine != Engine.DSL || NaiveTopologies.queries().contains(name))) {
                run(query, engine);
            }
        }
        boolean both = engines.containsAll(Set.of("millrace", "flink"));
        if (both) {
            compare(query, query);
        }
        if (both && query.hasWindows()) {
            Query atClose = query.atClose();
            run(atClose, Engine.MILLRACE);
            measured.getOrDefault(atClose.name(), new EnumMap<>(Engine.class))
                    .put(Engine.FLINK, measured.getOrDefault(name, Map.of()).getOrDefault(Engine.FLINK, List.of()));
            compare(atClose, query);
        }
        deleteResults();
    }

    private void compare(Query ofMillrace, Query ofFlink) {
        String name = ofMillrace.name();
        if (!compared.containsKey(name)) {
            compared.put(
                    name, CompareRows.of(bootstrapServers, ofMillrace, ofFlink).text());
            System.out.println(name + ": " + compared.get(name));
        }
    }

    private void fill(Namespace namespace) throws Exception {
        if (!events.containsKey(namespace)) {
            events.put(namespace, FillStreams.with(bootstrapServers, namespace, count, namespace.equals(ALL)));
        }
    }

    private Query query(String name, int turn, Namespace namespace) throws Exception {
        return Query.ofNexmark(name, turn, namespace, NexmarkStreams.of(admin, namespace));
    }

    private void run(Query query, Engine engine) {
        Map<String, Long> counts = events.getOrDefault(query.namespace(), Map.of());
        long read = query.streams().stream()
                .mapToLong(stream -> counts.getOrDefault(stream, 0L))
                .sum();
        try {
            MeasureRun.Measured run = new MeasureRun(admin, bootstrapServers).of(engine, query, read);
            measured.computeIfAbsent(query.name(), absent -> new EnumMap<>(Engine.class))
                    .computeIfAbsent(engine, absent -> new ArrayList<>())
                    .add(run);
            System.out.printf(
                    "%-13s %-8s %6.2f CPU-s per million, and %.2f compiling, %,9.0f events/s, first commit after %.1f s%n",
                    query.name(),
                    engine,
                    run.cpuSecondsPerMillion(),
                    run.compilingPerMillion(),
                    run.eventsPerSecond(),
                    run.secondsToFirstCommit());
        } catch (Exception e) {
            System.out.println(query.name() + " " + engine + " failed: " + e);
        }
    }

    private void deleteResults() throws Exception {
        Set<String> results = admin.listTopics().names().get().stream()
                .filter(topic -> GenerateEvents.STREAMS.stream().noneMatch(stream -> topic.endsWith("." + stream)))
                .filter(topic -> !topic.startsWith("__"))
                .collect(Collectors.toSet());
        admin.deleteTopics(results).all().get();
    }
}
