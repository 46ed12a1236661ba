package io.millrace.cli.data;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.LocalException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace tail}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description =
                "Show how many rows a view has, and then every change: + a row that came or changed, - a row that went.",
        footer = {
            "",
            "Example: millrace tail delays_per_hour 'origin=eq.LAS'",
            "It connects again by itself and misses nothing; Ctrl-C ends it with exit code 0."
        })
public final class TailCommand implements Callable<Integer> {
    private static final int SERVER_ERRORS = 500;

    private final SuiteOptions options;
    private final EventStream events = new EventStream();
    private boolean connected;
    /** Rows of the snapshot that is coming; -1 while none is. */
    private long snapshotRows = -1;

    @Parameters(index = "0", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    String view;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILTERS",
            description = "column=operator.value joined by &, with select.")
    @Nullable
    String filters;

    @Option(names = "--json", description = "Print each event as one line of JSON: event, id and data.")
    boolean json;

    @Option(names = "--no-snapshot", description = "Leave out what is there already.")
    boolean withoutSnapshot;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public TailCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        // A process that is interrupted would end with 130.
        Thread interrupted =
                Thread.ofPlatform().unstarted(() -> Runtime.getRuntime().halt(0));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            GatewayClient gateway = new GatewayClient(options.settings());
            while (true) {
                follow(gateway);
                Thread.sleep(events.retryMs());
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    /** Shows what one connection tells. */
    private void follow(GatewayClient gateway) throws InterruptedException {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
        String lastId = events.lastId();
        if (lastId != null) {
            headers.put("Last-Event-ID", lastId);
        }
        String path = "/api/views/" + URLEncoder.encode(view, StandardCharsets.UTF_8) + "/changes"
                + QueryCommand.query(filters);
        try (Stream<String> lines = gateway.getForLines(path, headers)) {
            connected = true;
            events.read(lines, this::show);
        } catch (ProblemException e) {
            if (!connected || e.status() < SERVER_ERRORS) {
                throw e;
            }
            say(e.getMessage());
        } catch (LocalException e) {
            if (!connected) {
                throw e;
            }
            say(e.getMessage());
        } catch (UncheckedIOException e) {
            say("the connection was lost; connecting again");
        }
    }

    private void show(EventStream.Event event) {
        switch (event.type()) {
            case "reset" -> snapshotRows = 0;
            case "snapshot" -> snapshotRows++;
            case "error" -> throw problem(event.data());
            case "upsert" -> text("+ " + event.data());
            case "delete" -> text("- " + event.data());
            case "heartbeat" -> endSnapshot();
            default -> {
                // A kind that this release does not know.
            }
        }
        boolean ofSnapshot = event.type().equals("reset") || event.type().equals("snapshot");
        if (json && !(withoutSnapshot && ofSnapshot)) {
            print(line(event));
        }
    }

    private static ProblemException problem(String data) {
        return ProblemException.of(
                GatewayClient.JSON.readTree(data).path("status").asInt(0), data);
    }

    private void endSnapshot() {
        if (snapshotRows >= 0 && !withoutSnapshot) {
            text(snapshotRows + (snapshotRows == 1 ? " row" : " rows"));
        }
        snapshotRows = -1;
    }

    /** With the data as they came, so that no decimal is rounded. */
    private static String line(EventStream.Event event) {
        String id = event.id() == null ? "" : "\"id\":" + GatewayClient.JSON.writeValueAsString(event.id()) + ",";
        return "{\"event\":" + GatewayClient.JSON.writeValueAsString(event.type()) + "," + id + "\"data\":"
                + event.data() + "}";
    }

    private void text(String line) {
        if (!json) {
            print(line);
        }
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void say(@Nullable String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
