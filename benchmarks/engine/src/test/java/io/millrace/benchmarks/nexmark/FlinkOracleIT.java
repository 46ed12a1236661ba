package io.millrace.benchmarks.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.local.server.KafkaServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestServers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Millrace's runtime has the rows that Flink SQL has at the end of the same streams: all windows closed, all changes applied. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlinkOracleIT {
    private static final long EVENTS = Boolean.getBoolean("millrace.soak") ? 300_000 : 30_000;
    private static final long MINUTES_MAX = 5;

    private final DedicatedServer<KafkaServer> kafka = TestServers.dedicatedKafka();
    private final String bootstrapServers = kafka.server().bootstrapServers();
    private final Namespace namespace = new Namespace("oracle");
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));

    @BeforeAll
    void fill() throws Exception {
        FillStreams.with(bootstrapServers, namespace, EVENTS, true);
    }

    @AfterAll
    void close() throws InterruptedException {
        admin.close();
        kafka.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q0", "q1", "q2", "q3", "q4", "q5", "q7", "q8", "q9", "q11", "q12", "q14", "q15", "q16", "q17", "q18",
                "q20", "q21", "q22", "q23"
            })
    void hasTheRowsOfFlink(String name) throws Exception {
        Query query = Query.ofNexmark(name, 0, namespace, NexmarkStreams.of(admin, namespace));
        run(Engine.MILLRACE, query);
        run(Engine.FLINK, query);
        CompareRows.Comparison rows = CompareRows.of(bootstrapServers, query);
        assertThat(rows.equal()).as("%s: %s", name, rows.text()).isTrue();
    }

    private void run(Engine engine, Query query) throws Exception {
        engine.createOutput(admin, query);
        try (EngineProcess process = EngineProcess.start(engine, query, bootstrapServers, MeasureRun.COMMIT_MS)) {
            process.finished().get(MINUTES_MAX, TimeUnit.MINUTES);
        }
    }
}
