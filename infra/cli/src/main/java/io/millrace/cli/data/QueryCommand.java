package io.millrace.cli.data;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.output.Table;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code millrace query}. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "Read rows of a view.",
        footer = {"", "Example: millrace query delays_per_hour 'origin=eq.LAS&order=avg_delay.desc&limit=5'"})
public final class QueryCommand implements Callable<Integer> {
    private static final int RECEIPT_BYTES_MAX = 4 * 1024 * 1024;

    private final SuiteOptions options;

    @Parameters(index = "0", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    String view;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILTERS",
            description = "column=operator.value joined by &, with select, order and limit.")
    @Nullable
    String filters;

    static final class Format {
        @Option(names = "--json", description = "Print the JSON array as it was answered.")
        boolean json;

        @Option(names = "--csv", description = "Print CSV with a header.")
        boolean csv;
    }

    @ArgGroup
    Format format = new Format();

    @Option(
            names = "--after",
            paramLabel = "POSITION",
            description = "Wait until the view has seen this position, as push printed it.")
    @Nullable
    String after;

    @Option(
            names = "--wait",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "How long to wait for it, at most 30 (default ${DEFAULT-VALUE}).")
    int waitSeconds;

    @Option(
            names = "--as-of",
            paramLabel = "TIME|POSITION",
            description = "Read the rows as they were then, such as 2026-11-28T10:15:00Z, within the view's history.")
    @Nullable
    String asOf;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = "Ask for a receipt, and write it with the rows into FILE for verify receipt.")
    @Nullable
    Path receipt;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public QueryCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = new GatewayClient(options.settings());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", format.csv ? "text/csv" : "application/json");
        List<String> preferences = new ArrayList<>();
        if (after != null) {
            headers.put("Millrace-After", after);
            preferences.add("wait=" + waitSeconds);
        }
        if (receipt != null) {
            if (format.csv) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--receipt keeps the rows as JSON; leave out --csv");
            }
            preferences.add("receipt");
        }
        if (!preferences.isEmpty()) {
            headers.put("Prefer", String.join(", ", preferences));
        }
        String path = "/api/views/" + URLEncoder.encode(view, StandardCharsets.UTF_8) + "/rows" + query(filters);
        if (asOf != null) {
            path += (path.contains("?") ? "&" : "?") + "as_of=" + URLEncoder.encode(asOf, StandardCharsets.UTF_8);
        }
        HttpResponse<String> response = GatewayClient.requireSuccess(gateway.get(path, headers));
        if (receipt != null) {
            keep(receipt, response);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (format.json) {
            out.println(response.body());
        } else if (format.csv) {
            out.print(response.body());
            say(response, "CSV");
        } else {
            List<JsonNode> rows = new ArrayList<>();
            GatewayClient.json(response).forEach(rows::add);
            Table.printRows(rows, out);
            say(response, rows.size() + (rows.size() == 1 ? " row" : " rows"));
        }
        out.flush();
        return 0;
    }

    /** As verification takes it: the receipt and the rows, as they were answered. */
    private static void keep(Path file, HttpResponse<String> response) {
        String receipt = response.headers()
                .firstValue("Millrace-Receipt")
                .orElseThrow(() -> new LocalException("The gateway gave no receipt; it may be of an older release"));
        String kept =
                "{\"receipt\":\"" + receipt + "\",\"rows\":" + response.body().strip() + "}\n";
        if (kept.getBytes(StandardCharsets.UTF_8).length > RECEIPT_BYTES_MAX) {
            throw new LocalException("The rows are more than the 4 MiB that a verification takes; ask for fewer in one"
                    + " query, with limit or select");
        }
        try {
            Files.writeString(file, kept);
        } catch (IOException e) {
            throw new LocalException("The receipt cannot be written to " + file + "; name another file", e);
        }
    }

    /** On standard error, so that what is printed can be piped. */
    private void say(HttpResponse<String> response, String printed) {
        StringBuilder line = new StringBuilder(printed);
        response.headers()
                .firstValue("Millrace-As-Of")
                .ifPresent(at -> line.append(", as they were from ").append(at).append(" on"));
        response.headers()
                .firstValue("Millrace-Freshness")
                .ifPresent(at -> line.append(", fresh as of ").append(at));
        response.headers()
                .firstValue("Millrace-Watermark")
                .ifPresent(at -> line.append(", final up to ").append(at));
        response.headers()
                .firstValue("Millrace-State")
                .ifPresent(state -> line.append(", ").append(state));
        response.headers().firstValue("Link").ifPresent(link -> line.append(", and more (raise limit)"));
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    /** Escapes what a person may type and a URI may not hold; what is escaped already stays. */
    static String query(@Nullable String filters) {
        if (filters == null || filters.isBlank()) {
            return "";
        }
        StringBuilder query = new StringBuilder("?");
        for (byte b : filters.strip().replaceFirst("^\\?", "").getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (b > 0 && (Character.isLetterOrDigit(c) || "-._~!$&'()*,;=:@/?%+".indexOf(c) >= 0)) {
                query.append(c);
            } else {
                query.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return query.toString();
    }
}
