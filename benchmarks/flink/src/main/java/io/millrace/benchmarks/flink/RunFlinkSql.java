package io.millrace.benchmarks.flink;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Runs one query on a MiniCluster in this JVM, exactly once, says {@code FINISHED} when all is committed, and then waits to be
 * killed. Settings are
 * those that cost Flink least: state on the heap, objects used again, and mini-batches as long as the time between checkpoints.
 *
 * <p>Arguments: see {@link FlinkRun}. {@code -Dexplain=true} prints the plan.
 */
public final class RunFlinkSql {
    private static final String BATCH_ROWS = "50000";

    private RunFlinkSql() {}

    public static void main(String[] arguments) throws Exception {
        EndWithParent.watch();
        FlinkRun run = FlinkRun.of(arguments);
        Path files = Files.createTempDirectory("flink-benchmark");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(FlinkRun.PARALLELISM, cluster(run, files));
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        batches(tables, run);
        for (String stream : SourceTables.COLUMNS.keySet()) {
            tables.executeSql(SourceTables.ddl(stream, run));
        }
        String query = QueryText.of(run);
        tables.executeSql(SinkTable.ddl(tables.sqlQuery(query).getResolvedSchema(), run));
        String statement = "INSERT INTO results " + query;
        if (Boolean.getBoolean("explain")) {
            System.out.println(tables.explainSql(statement));
        }
        tables.executeSql(statement).await();
        System.out.println("FINISHED");
        // It goes on until it is killed: what it still does is measured, too.
        new CountDownLatch(1).await();
    }

    private static Configuration cluster(FlinkRun run, Path files) {
        Configuration configuration = new Configuration();
        configuration.setString("execution.checkpointing.interval", run.checkpointMs() + " ms");
        configuration.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
        configuration.setString("execution.checkpointing.storage", "filesystem");
        configuration.setString(
                "execution.checkpointing.dir",
                files.resolve("checkpoints").toUri().toString());
        configuration.setString("state.backend.type", "hashmap");
        configuration.setString("pipeline.object-reuse", "true");
        configuration.setString("taskmanager.memory.managed.size", "64m");
        configuration.setString("taskmanager.memory.network.min", "64m");
        configuration.setString("taskmanager.memory.network.max", "64m");
        configuration.setString("rest.bind-port", "0");
        configuration.setString("rest.address", "127.0.0.1");
        configuration.setString("io.tmp.dirs", files.resolve("tmp").toString());
        configuration.setString("restart-strategy.type", "none");
        return configuration;
    }

    private static void batches(StreamTableEnvironment tables, FlinkRun run) {
        tables.getConfig().set("table.local-time-zone", "UTC");
        tables.getConfig().set("table.exec.mini-batch.enabled", "true");
        tables.getConfig().set("table.exec.mini-batch.allow-latency", run.checkpointMs() + " ms");
        tables.getConfig().set("table.exec.mini-batch.size", BATCH_ROWS);
        tables.getConfig().set("table.optimizer.agg-phase-strategy", "TWO_PHASE");
    }
}
