package io.millrace.cli.data;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace push}; fails where no event was accepted. */
@Command(
        name = "push",
        mixinStandardHelpOptions = true,
        description = "Send newline-delimited JSON events to a stream.",
        footer = {"", "Example: gunzip -c orders.ndjson.gz | millrace push orders"})
public final class PushCommand implements Callable<Integer> {
    private final SuiteOptions options;

    private static final int BATCH_EVENTS_MAX = 5_000;
    private static final long PROGRESS_INTERVAL_NS = 1_000_000_000L;

    @Parameters(index = "0", paramLabel = "STREAM")
    @SuppressWarnings("NullAway.Init")
    String stream;

    @Parameters(
            index = "1",
            arity = "0..1",
            defaultValue = "-",
            paramLabel = "FILE",
            description = "NDJSON, gzip or not; - is standard input (default).")
    String file = "-";

    @Option(names = "--json", description = "Print the outcome as JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final long startedAt = System.nanoTime();
    private long shownAt = startedAt;

    public PushCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SendEvents sender = new SendEvents(new GatewayClient(options.settings()), stream);
        try (InputStream in = open()) {
            EventBatches batches = new EventBatches(in, BATCH_EVENTS_MAX);
            for (List<byte[]> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
                sender.send(batch);
                showProgress(sender);
            }
        } catch (RuntimeException e) {
            showOutcome(sender);
            throw e;
        }
        showOutcome(sender);
        boolean nothingAccepted = sender.accepted() == 0 && sender.quarantined() > 0;
        return nothingAccepted ? 1 : 0;
    }

    private InputStream open() throws IOException {
        if (file.equals("-")) {
            return System.in;
        }
        try {
            return Files.newInputStream(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new LocalException(
                    "There is no file " + file + "; give a path from here, or - for standard input", e);
        }
    }

    private void showProgress(SendEvents sender) {
        long now = System.nanoTime();
        if (now - shownAt < PROGRESS_INTERVAL_NS) {
            return;
        }
        shownAt = now;
        PrintWriter err = spec.commandLine().getErr();
        err.println(counts(sender));
        err.flush();
    }

    private String counts(SendEvents sender) {
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        long all = sender.accepted() + sender.quarantined();
        return String.format(
                Locale.ROOT,
                "accepted %,d, quarantined %,d, %,.0f events/s",
                sender.accepted(),
                sender.quarantined(),
                all / seconds);
    }

    private void showOutcome(SendEvents sender) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("accepted", sender.accepted());
            outcome.put("quarantined", sender.quarantined());
            outcome.put("position", sender.position().token());
            out.println(GatewayClient.JSON.writeValueAsString(outcome));
        } else {
            sender.errors().forEach(error -> out.println("  refused: " + error));
            if (sender.quarantined() > sender.errors().size()) {
                out.println("  all refused events: GET /api/streams/" + stream + "/quarantine");
            }
            out.println(counts(sender));
            out.println("position " + sender.position().token());
        }
        out.flush();
    }
}
