package io.millrace.cli.verify;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.LocalException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code millrace verify view}; fails where a row differs. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = "Make a view's rows anew from its streams and compare them with those that are served.",
        footer = {
            "",
            "Exit codes: 0 every row is right, 1 rows differ or the view cannot be verified, 2 used wrongly. Ctrl-C"
                    + " ends the work."
        })
public final class VerifyViewCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Parameters(index = "0", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    String view;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public VerifyViewCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = "/api/views/" + URLEncoder.encode(view, StandardCharsets.UTF_8) + "/verify";
        JsonNode result = null;
        try (Stream<String> lines = new GatewayClient(options.settings()).postForLines(path)) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                result = read(each.next());
            }
        }
        if (result == null) {
            throw new LocalException("The answer ended before the view was verified; see ./millrace logs"
                    + " stream-processor-service, and try again");
        }
        return show(result);
    }

    /** The result where the line is that; a line of progress is shown. */
    private @Nullable JsonNode read(String text) {
        JsonNode line = GatewayClient.JSON.readTree(text);
        if (line.has("problem")) {
            JsonNode problem = line.get("problem");
            throw ProblemException.of(problem.path("status").asInt(0), problem.toString());
        }
        if (line.has("eventsToRead")) {
            PrintWriter err = spec.commandLine().getErr();
            long toRead = line.path("eventsToRead").asLong(0);
            err.println(
                    toRead == 0
                            ? "reading the rows that are served"
                            : String.format(
                                    Locale.ROOT,
                                    "read %,d of %,d events",
                                    line.path("eventsRead").asLong(0),
                                    toRead));
            err.flush();
        }
        return line.get("result");
    }

    private int show(JsonNode result) {
        PrintWriter out = spec.commandLine().getOut();
        boolean equal = result.path("equal").asBoolean(false);
        if (json) {
            out.println(result);
        } else {
            result.path("missing").forEach(row -> out.println("  missing     " + row.path("row")));
            result.path("unexpected").forEach(row -> out.println("  unexpected  " + row.path("row")));
            result.path("different")
                    .forEach(row -> out.println(
                            "  different   served " + row.path("served") + ", expected " + row.path("expected")));
            notes(result, out);
            out.println(String.format(
                    Locale.ROOT,
                    "%s.v%d, %,d rows made anew of %,d events: %s",
                    result.path("view").asString(""),
                    result.path("version").asInt(0),
                    result.path("rows").asLong(0),
                    result.path("events").asLong(0),
                    equal ? "every row is right." : result.path("differences").asLong(0) + " rows differ."));
            out.println("position " + result.path("position").asString(""));
        }
        out.flush();
        return equal ? 0 : 1;
    }

    private static void notes(JsonNode result, PrintWriter out) {
        for (JsonNode removed : result.path("removed")) {
            out.println("  note: " + removed.path("stream").asString("") + " begins at offset "
                    + removed.path("firstOffset").asLong(0) + " of partition "
                    + removed.path("partition").asInt(0)
                    + "; what was before is gone, and rows may differ for that.");
        }
        long changed = result.path("changedSince").asLong(0);
        if (changed > 0) {
            out.println("  note: " + changed + " rows changed meanwhile and were not compared; verify again.");
        }
    }
}
