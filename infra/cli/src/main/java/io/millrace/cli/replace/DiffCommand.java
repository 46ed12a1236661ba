package io.millrace.cli.replace;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code millrace diff}; fails where a row differs. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Show how the rows of a view's next version differ from those that are served.",
        footer = {"", "Exit codes: 0 no row differs, 1 rows differ or nothing was compared, 2 used wrongly."})
public final class DiffCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Parameters(index = "0", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    String view;

    @Option(names = "--json", description = "Print the diff as JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public DiffCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode diff = new GatewayClient(options.settings()).getJson(ViewPath.of(view, "diff"));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(diff);
        } else {
            show(diff, out);
        }
        out.flush();
        return count(diff, "onlyServed") + count(diff, "onlyNext") + count(diff, "different") == 0 ? 0 : 1;
    }

    private static void show(JsonNode diff, PrintWriter out) {
        for (JsonNode sample : diff.path("samples")) {
            out.println("  key     " + sample.path("key"));
            out.println("  served  " + row(sample, "served"));
            out.println("  next    " + row(sample, "next"));
            out.println();
        }
        diff.path("columnsAdded").forEach(name -> out.println("  note: column " + name.asString() + " is new."));
        diff.path("columnsRemoved").forEach(name -> out.println("  note: column " + name.asString() + " is gone."));
        out.println(String.format(
                Locale.ROOT,
                "%s: v%d is served with %,d rows, v%d has %,d; %,d differ, %,d are gone, %,d are new.",
                diff.path("view").asString(""),
                diff.path("servedVersion").asInt(0),
                count(diff, "rowsServed"),
                diff.path("nextVersion").asInt(0),
                count(diff, "rowsNext"),
                count(diff, "different"),
                count(diff, "onlyServed"),
                count(diff, "onlyNext")));
    }

    private static String row(JsonNode sample, String version) {
        return sample.hasNonNull(version) ? sample.path(version).toString() : "-";
    }

    private static long count(JsonNode diff, String member) {
        return diff.path(member).asLong(0);
    }
}
