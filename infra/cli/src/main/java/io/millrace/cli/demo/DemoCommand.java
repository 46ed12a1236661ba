package io.millrace.cli.demo;

import io.millrace.cli.data.EventBatches;
import io.millrace.cli.data.SendEvents;
import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.project.ApplyProject;
import io.millrace.cli.suite.DetachedSuite;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.supervisor.SuiteSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace demo}; exits with 0 when the data is in and rows were read. The suite stays up. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start the suite, stream 20,000 real flights through it, and watch a view change.")
public final class DemoCommand implements Callable<Integer> {
    private final SuiteOptions options;

    private static final int RATE_LIVE = 1_000;
    private static final int RATE_ONCE = 5_000;
    private static final int RATE_MAX = 1_000_000;
    /** A batch is sent this often, so that the stream flows instead of jumping. */
    private static final int BATCHES_PER_SECOND = 5;

    private static final int BATCH_EVENTS_MAX = 5_000;

    @Option(names = "--once", description = "Print lines instead of a live table, as without a terminal.")
    boolean once;

    @Option(names = "--rate", paramLabel = "N", description = "Flights per second (default 1000; 5000 with --once).")
    @Nullable
    Integer rate;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public DemoCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean live = !once && System.console() != null && System.console().isTerminal();
        int perSecond = rate();
        SuiteSettings settings = options.settings();
        PrintWriter out = spec.commandLine().getOut();
        DetachedSuite.ensure(settings, out);

        GatewayClient gateway = new GatewayClient(settings);
        Path samples = options.root().resolve("infra/samples");
        out.println("Applying the project " + samples + ":");
        ApplyProject.of(samples, gateway, out).applyWithoutMemory();
        send(new SendEvents(gateway, "airports"), samples.resolve("data/airports.ndjson.gz"));

        SendEvents flights = new SendEvents(gateway, "flights");
        DemoScreen screen = new DemoScreen(new WatchedView(gateway), flights, live, out);
        stream(flights, samples.resolve("data/flights.ndjson.gz"), perSecond, screen);
        screen.finish();
        sayWhatToTry(gateway, settings.home().token(), out);
        return 0;
    }

    private int rate() {
        if (rate == null) {
            return once ? RATE_ONCE : RATE_LIVE;
        }
        if (rate < 1 || rate > RATE_MAX) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + "; give 1 to " + RATE_MAX);
        }
        return rate;
    }

    private static void send(SendEvents sender, Path file) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            EventBatches batches = new EventBatches(in, BATCH_EVENTS_MAX);
            for (List<byte[]> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
                sender.send(batch);
            }
        }
    }

    private static void stream(SendEvents sender, Path file, int perSecond, DemoScreen screen)
            throws IOException, InterruptedException {
        int size = Math.clamp(perSecond / BATCHES_PER_SECOND, 1, BATCH_EVENTS_MAX);
        long startedAt = System.nanoTime();
        long sent = 0;
        try (InputStream in = Files.newInputStream(file)) {
            EventBatches batches = new EventBatches(in, size);
            for (List<byte[]> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
                sender.send(batch);
                sent += batch.size();
                screen.show();
                long aheadNs = sent * 1_000_000_000L / perSecond - (System.nanoTime() - startedAt);
                if (aheadNs > 0) {
                    Thread.sleep(aheadNs / 1_000_000, (int) (aheadNs % 1_000_000));
                }
            }
        }
    }

    private static void sayWhatToTry(GatewayClient gateway, Path token, PrintWriter out) {
        out.println("""

                Open:
                  %1$s/swagger-ui.html    the HTTP API; the token is in %2$s
                Try next:
                  ./millrace query delays_per_hour 'origin=eq.LAS&order=avg_delay.desc&limit=5'
                  ./millrace query ruined_evenings 'order=delay.desc&limit=10'
                  ./millrace get views
                  ./millrace get freshness
                  curl -H "Authorization: Bearer $(cat ${MILLRACE_HOME:-.millrace}/token)" '%1$s/api/streams/flights/quarantine?limit=3'
                  kill -9 any process of ./millrace status, and look again
                  ./millrace down""".formatted(gateway.url(), token));
        out.flush();
    }
}
