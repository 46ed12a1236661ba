package io.millrace.cli.data;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.output.Table;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace sql}. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = "Run one statement: CREATE, EXPLAIN, SHOW, DESCRIBE, DROP, PAUSE, RESUME.",
        footer = {"", "Example: millrace sql 'EXPLAIN LINEAGE VIEW delays_per_hour'"})
public final class SqlCommand implements Callable<Integer> {
    private static final int ROWS_MAX = 10_000;

    private final SuiteOptions options;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    Text text;

    @Option(names = "--json", description = "Print the answer as JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public SqlCommand(SuiteOptions options) {
        this.options = options;
    }

    /** The statement, or where it is. */
    static final class Text {
        @Parameters(index = "0", paramLabel = "STATEMENT")
        @Nullable
        String statement;

        @Option(names = "-f", paramLabel = "FILE", description = "Read the statement from a file.")
        @Nullable
        Path file;

        String sql() {
            if (file == null) {
                return String.valueOf(statement);
            }
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new LocalException("The file " + file + " cannot be read as UTF-8 (" + e.getMessage() + ")", e);
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = new GatewayClient(options.settings());
        JsonNode answer = whole(gateway, text.sql());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer);
        } else {
            print(answer, out);
        }
        out.flush();
        return 0;
    }

    /** The answer with the rows of all its pages, {@value #ROWS_MAX} at the most. */
    private static JsonNode whole(GatewayClient gateway, String sql) throws InterruptedException {
        JsonNode answer = ask(gateway, sql, "");
        while (answer.path("rows").isArray()
                && answer.path("rows").size() < ROWS_MAX
                && answer.path("next").isString()) {
            JsonNode page = ask(gateway, sql, answer.path("next").asString());
            ((ArrayNode) answer.path("rows")).addAll((ArrayNode) page.path("rows"));
            ((ObjectNode) answer).set("next", page.get("next"));
        }
        return answer;
    }

    private static JsonNode ask(GatewayClient gateway, String sql, String cursor) throws InterruptedException {
        String page = cursor.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return GatewayClient.json(
                gateway.post("/api/sql?limit=1000" + page, "application/sql", sql.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is to be read as it is comes alone: what comes with it is for programs. */
    private static void print(JsonNode answer, PrintWriter out) {
        boolean text = answer.path("text").isString();
        if (text) {
            out.println(answer.path("text").asString().stripTrailing());
        }
        boolean rows = answer.path("rows").isArray();
        if (rows) {
            List<JsonNode> found = new ArrayList<>();
            answer.path("rows").forEach(found::add);
            Table.print(found, out);
        }
        if (text) {
            return;
        }
        answer.path("properties").properties().stream()
                .filter(property -> !property.getValue().isObject())
                .filter(property -> !property.getValue().isNull() && !isObjects(property.getValue()))
                .forEach(property -> out.println(property.getKey() + ": " + plain(property.getValue())));
    }

    private static boolean isObjects(JsonNode value) {
        return value.isArray() && value.valueStream().anyMatch(JsonNode::isObject);
    }

    private static String plain(JsonNode value) {
        return value.isValueNode() ? value.asString() : value.toString();
    }
}
