package io.millrace.processor.runtime;

import io.millrace.benchmarks.nexmark.AwaitEnd;
import io.millrace.benchmarks.nexmark.NexmarkStreams;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Topics;
import io.millrace.local.process.StdinWatch;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Runs one view in this JVM, exactly once, and says {@code FINISHED} when all that is in the streams is in the view and
 * committed; then it runs on until it is killed.
 *
 * <p>Arguments: bootstrap servers, namespace, file of the statement, name of the runtime, time between commits in milliseconds.
 */
public final class RunView {
    private static final int THREADS = 2;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int SINKS = 4;
    private static final long HISTORY_MS = 3_600_000;

    private RunView() {}

    public static void main(String[] arguments) throws Exception {
        StdinWatch.exitAtEndOfInput(GRACE);
        Namespace namespace = new Namespace(arguments[1]);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
            CompiledView view = new CompileView(NexmarkStreams.of(admin, namespace), namespace)
                    .compile(Files.readString(Path.of(arguments[2])));
            ViewPlan plan = view.plan(1);
            CutPlan cut = CutPlan.of(plan);
            int sinks = cut.sinks(SINKS);
            Map<String, ChangelogSettings> changelogs = Map.of(plan.view(), new ChangelogSettings(sinks, HISTORY_MS));
            runtimes(arguments[0], namespace)
                    .start(
                            new RuntimeSpec(arguments[3], List.of(plan), changelogs, Long.parseLong(arguments[4])),
                            RunView::fail);
            List<String> streams =
                    cut.streams().stream().map(ViewPlan.Scan::topic).toList();
            new AwaitEnd(admin, namespace.of("millrace.runtime." + arguments[3])).await(streams, 0);
            new AwaitProgress(ends(admin, cut))
                    .await(arguments[0], namespace.of(Topics.viewChangelog(plan.view(), 1)), sinks);
            System.out.println("FINISHED");
            // It goes on until it is killed: what it still does is measured, too.
            new CountDownLatch(1).await();
        }
    }

    private static Runtimes runtimes(String bootstrapServers, Namespace namespace) throws IOException {
        RuntimeSettings settings = new RuntimeSettings(1, THREADS, Duration.ofSeconds(8), Duration.ofSeconds(10));
        Path home = Files.createTempDirectory("view-benchmark");
        return new Runtimes(
                bootstrapServers, namespace, settings, ClaimStateDirectory.under(home), view -> StageMeter.NONE);
    }

    private static Map<UUID, Map<Integer, Long>> ends(Admin admin, CutPlan cut)
            throws ExecutionException, InterruptedException {
        Map<UUID, Map<Integer, Long>> ends = new HashMap<>();
        for (ViewPlan.Scan scan : cut.streams()) {
            Map<Integer, Long> partitions = new HashMap<>();
            AwaitEnd.ends(admin, List.of(scan.topic()))
                    .forEach((partition, end) -> partitions.put(partition.partition(), end));
            ends.put(scan.topicId(), partitions);
        }
        return ends;
    }

    private static void fail(String runtime, String reason) {
        System.out.println("FAILED " + runtime + ": " + reason);
        java.lang.Runtime.getRuntime().halt(1);
    }
}
