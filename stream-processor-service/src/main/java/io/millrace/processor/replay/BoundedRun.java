package io.millrace.processor.replay;

import io.millrace.processor.stage.CompileStages;
import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.EpochClock;
import io.millrace.processor.stage.ScanStage;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Runs a plan over closed ranges of its streams, in process and without a broker: the same stages as in a runtime, with
 * exchanges that are lists in memory, to the same rows. Partitions are worked on in parallel; between rounds everybody waits
 * for everybody, so that at most one round of records is held in exchanges.
 */
public final class BoundedRun {
    /** Records of one partition that are read in a round. */
    static final int ROUND_RECORDS = 10_000;

    private static final int SINKS = 4;

    private final CutPlan plan;
    private final List<ScanTask> scans = new ArrayList<>();
    /** By exchange, its partitions. */
    private final List<List<StageTask>> merges = new ArrayList<>();

    private final BoundedRows rows;

    private BoundedRun(ViewPlan view, Map<String, List<SourceRecords>> sources, boolean tellsChanges) {
        plan = CutPlan.of(view);
        int sinks = plan.sinks(SINKS);
        rows = new BoundedRows(sinks, tellsChanges);
        // Time only says which records share an epoch, and here that is a round.
        EpochClock clock = new EpochClock(plan.sources(), () -> 0);
        List<List<ExchangeQueue>> exchanges = new ArrayList<>();
        for (int i = 0; i < plan.exchanges(); i++) {
            List<ExchangeQueue> queues = new ArrayList<>();
            for (int p = 0; p < sinks; p++) {
                queues.add(new ExchangeQueue());
            }
            exchanges.add(queues);
        }
        for (int scan = 0; scan < plan.streams().size(); scan++) {
            List<SourceRecords> partitions = sources.getOrDefault(plan.streams().get(scan).stream(), List.of());
            for (int p = 0; p < partitions.size(); p++) {
                ScanStage stage = CompileStages.scanStage(plan, scan, sinks, clock, StageMeter.NONE);
                scans.add(new ScanTask(stage, p, partitions.get(p), exchanges, rows));
            }
        }
        for (int merge = 0; merge < plan.exchanges(); merge++) {
            List<StageTask> tasks = new ArrayList<>();
            for (int p = 0; p < sinks; p++) {
                tasks.add(new MergeTask(
                        CompileStages.mergeStage(plan, merge, sinks, clock, StageMeter.NONE),
                        p,
                        exchanges.get(merge).get(p),
                        exchanges,
                        rows));
            }
            merges.add(tasks);
        }
    }

    /**
     * Runs a plan to the end of its sources.
     *
     * @param sources per stream the records of its partitions, as many as the plan says
     * @param threads how many partitions are worked on at once, 1 or more
     * @return the rows of the view, and what it refused
     * @throws IllegalArgumentException where a stream has other partitions than the plan says
     */
    public static BoundedRows of(ViewPlan plan, Map<String, List<SourceRecords>> sources, int threads) {
        requirePartitions(plan, sources);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            BoundedRun run = new BoundedRun(plan, sources, false);
            run.run(executor);
            return run.rows;
        }
    }

    /**
     * Runs a plan on one thread to the end of its sources, and on from there as often as they have been given a further end. The rows
     * at each end are those of a run to that end alone.
     *
     * @param sources as above
     * @param goesOn is asked at each end, with the rows there, which know their changes; it returns whether the sources have a further
     *     end now
     * @throws IllegalArgumentException where a stream has other partitions than the plan says
     */
    public static void inSteps(ViewPlan plan, Map<String, List<SourceRecords>> sources, Predicate<BoundedRows> goesOn) {
        requirePartitions(plan, sources);
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            BoundedRun run = new BoundedRun(plan, sources, true);
            do {
                run.scans.forEach(ScanTask::goOn);
                run.run(executor);
            } while (goesOn.test(run.rows));
        }
    }

    private static void requirePartitions(ViewPlan plan, Map<String, List<SourceRecords>> sources) {
        for (ViewPlan.Scan scan : CutPlan.of(plan).streams()) {
            int partitions = sources.getOrDefault(scan.stream(), List.of()).size();
            if (partitions != scan.partitions()) {
                throw new IllegalArgumentException("stream " + scan.stream() + " has " + scan.partitions()
                        + " partitions in the plan, and records of " + partitions + " were given");
            }
        }
    }

    private void run(ExecutorService executor) {
        while (scans.stream().anyMatch(ScanTask::hasMore)) {
            round(executor);
        }
        // What the last round closed has to pass one exchange after the other.
        for (int i = 0; i <= plan.exchanges(); i++) {
            round(executor);
        }
    }

    private void round(ExecutorService executor) {
        all(executor, scans);
        // Those that had nothing to read close the epochs of the others.
        scans.forEach(ScanTask::commit);
        for (int merge = plan.exchanges() - 1; merge >= 0; merge--) {
            all(executor, merges.get(merge));
        }
    }

    private static void all(ExecutorService executor, List<? extends Runnable> tasks) {
        List<Future<?>> running = new ArrayList<>();
        tasks.forEach(task -> running.add(executor.submit(task)));
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a bounded run failed: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("a bounded run was interrupted", e);
            }
        }
    }
}
