package io.millrace.cli.data;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.Listing;
import io.millrace.cli.output.Table;
import io.millrace.cli.suite.SuiteOptions;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace get}. */
@Command(name = "get", mixinStandardHelpOptions = true, description = "List things, or show one of them.")
public final class GetCommand implements Callable<Integer> {
    private final SuiteOptions options;

    private static final int COUNT_MAX = 10_000;

    /** What can be listed; each is the path under /api. */
    enum Kind {
        contracts,
        streams,
        /** Its statement, and what only programs read, would make lines of 230 characters. */
        views("sql", "runtime", "createdAt", "position"),
        workflows,
        runs,
        tokens,
        freshness,
        lineage;

        private final Set<String> leftOut;

        /** @param leftOut members that the table has no room for */
        Kind(String... leftOut) {
            this.leftOut = Set.of(leftOut);
        }

        JsonNode shown(JsonNode element) {
            return leftOut.isEmpty() || !(element instanceof ObjectNode object)
                    ? element
                    : object.deepCopy().remove(leftOut);
        }
    }

    @Parameters(index = "0", paramLabel = "KIND", description = "One of ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init")
    Kind kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Show this one.")
    @Nullable
    String name;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public GetCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = new GatewayClient(options.settings());
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            list(gateway, out);
        } else {
            show(gateway, "/api/" + kind + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8), out);
        }
        out.flush();
        return 0;
    }

    private void list(GatewayClient gateway, PrintWriter out) throws InterruptedException {
        String path = "/api/" + kind;
        if (kind == Kind.lineage) {
            out.println(pretty(gateway.getJson(path)));
            return;
        }
        List<JsonNode> elements = Listing.read(gateway, path, COUNT_MAX);
        if (json) {
            out.println(GatewayClient.JSON.writeValueAsString(elements));
        } else {
            Table.print(elements.stream().map(kind::shown).toList(), out);
        }
    }

    /** Contracts and workflows are shown as they were written. */
    private void show(GatewayClient gateway, String path, PrintWriter out) throws InterruptedException {
        boolean document = !json && (kind == Kind.contracts || kind == Kind.workflows);
        HttpResponse<String> response =
                gateway.get(path, Map.of("Accept", document ? "application/yaml" : "application/json"));
        if (document) {
            out.println(GatewayClient.requireSuccess(response).body().stripTrailing());
        } else {
            JsonNode answer = GatewayClient.json(response);
            out.println(json ? answer.toString() : pretty(answer));
        }
    }

    private static String pretty(JsonNode node) {
        return GatewayClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }
}
