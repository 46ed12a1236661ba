package io.millrace.benchmarks;

import io.millrace.benchmarks.BenchViews.Placing;
import io.millrace.benchmarks.MeterProcesses.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What views over one stream cost: none, 1, 10 and 20 of them packed into one runtime, and 10 with a runtime each; under a
 * steady load at the gateway and without one. Costs are the CPU, threads and memory of stream-processor-service, Kafka and
 * view-service. The baseline of packed views is one view, that of views on their own is as many packed ones of the same run.
 *
 * <p>Needs a running suite that nobody else uses, with its AOT caches recorded or {@code MILLRACE_AOT=off}. Arguments: events
 * per second, seconds of each measurement; environment: MILLRACE_HOME, MILLRACE_PORT_OFFSET.
 */
public final class PackedViews {
    static final List<String> PROCESSES = List.of("stream-processor-service", "kafka", "view-service");

    private static final int SECONDS_MAX = 600;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    /** From the start or the end of the load to the measurement. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private static final Duration LOAD_SLACK = Duration.ofSeconds(60);

    private final MeterProcesses meter;
    private final BenchViews views;
    private final AccountStream stream;
    private final int eventsPerSecond;
    private final Duration window;

    private PackedViews(
            MeterProcesses meter, BenchViews views, AccountStream stream, int eventsPerSecond, Duration window) {
        this.meter = meter;
        this.views = views;
        this.stream = stream;
        this.eventsPerSecond = eventsPerSecond;
        this.window = window;
    }

    /** How many views, and how they are created. */
    enum Setup {
        NONE("no view", 0, Placing.PACKED),
        ONE("1 view", 1, Placing.PACKED),
        TEN_PACKED("10 packed", 10, Placing.PACKED),
        TWENTY_PACKED("20 packed", BenchViews.VIEWS_MAX, Placing.PACKED),
        TEN_SINGLY("10 singly", 10, Placing.SINGLY);

        private final String title;
        private final int count;
        private final Placing placing;

        Setup(String title, int count, Placing placing) {
            this.title = title;
            this.count = count;
            this.placing = placing;
        }

        String title() {
            return title;
        }
    }

    /**
     * What was measured in one window.
     *
     * @param usages by process
     * @param lagMsMax of all views, at the end; empty where it is not measured
     * @param eventsPerSecond that were acknowledged
     */
    record Measured(Map<String, Usage> usages, OptionalLong lagMsMax, long eventsPerSecond) {}

    /** The two windows of one setup. */
    record Round(Setup setup, Measured loaded, Measured idle) {}

    /** @param arguments events per second, seconds of each measurement */
    public static void main(String[] arguments) throws Exception {
        RunningSuite.use(
                (suite, numbers) -> {
                    int rate = numbers.number(0, "events per second", 1_000, 1, SteadyLoad.EVENTS_PER_SECOND_MAX);
                    int seconds = numbers.number(1, "seconds of each measurement", 20, 1, SECONDS_MAX);
                    AccountStream stream = new AccountStream(suite.client(), "bench_packed");
                    MeterProcesses meter = new MeterProcesses(suite, PROCESSES);
                    try (BenchViews views = new BenchViews(suite, stream)) {
                        new PackedViews(meter, views, stream, rate, Duration.ofSeconds(seconds)).run();
                    }
                },
                arguments);
    }

    private void run() throws IOException, InterruptedException {
        stream.define();
        views.remove();
        UsageTable table = new UsageTable();
        try {
            warmUp();
            System.out.printf(
                    "%,d events/s offered, windows of %d s, freshness = '1 second'%n",
                    eventsPerSecond, window.toSeconds());
            table.printHead();
            for (Setup setup : Setup.values()) {
                table.print(round(setup));
            }
        } finally {
            views.remove();
        }
        table.printRatios();
    }

    private void warmUp() throws IOException, InterruptedException {
        System.err.println("warming up");
        views.create(BenchViews.VIEWS_MAX, Placing.PACKED);
        try (SteadyLoad load = SteadyLoad.start(stream, eventsPerSecond, WARM_UP.plus(LOAD_SLACK))) {
            Thread.sleep(WARM_UP);
            System.err.println("the load reaches " + load.reachedPerSecond() + " events/s");
        }
        views.remove();
    }

    private Round round(Setup setup) throws IOException, InterruptedException {
        if (setup.count > 0) {
            views.create(setup.count, setup.placing);
        }
        Measured loaded;
        try (SteadyLoad load =
                SteadyLoad.start(stream, eventsPerSecond, SETTLE.plus(window).plus(LOAD_SLACK))) {
            Thread.sleep(SETTLE);
            Map<String, Usage> usages = meter.over(window);
            long reached = load.reachedPerSecond();
            loaded = new Measured(usages, views.lagMsMax(setup.count), reached);
        }
        Thread.sleep(SETTLE);
        Measured idle = new Measured(meter.over(window), views.lagMsMax(setup.count), 0);
        views.remove();
        return new Round(setup, loaded, idle);
    }
}
