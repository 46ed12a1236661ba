package io.millrace.cli.verify;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace verify receipt}; fails where it is not confirmed. */
@Command(
        name = "receipt",
        mixinStandardHelpOptions = true,
        description = "Make the answer of a receipt anew from the streams and compare it.",
        footer = {
            "",
            "FILE is what query --receipt wrote, or the text of a header Millrace-Receipt.",
            "Exit codes: 0 confirmed, 1 refuted or not verifiable, 2 used wrongly."
        })
public final class VerifyReceiptCommand implements Callable<Integer> {
    private static final String PATH = "/api/receipts/verify";

    private final SuiteOptions options;

    @Parameters(index = "0", paramLabel = "FILE")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--json", description = "Print the verdict as JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public VerifyReceiptCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = new GatewayClient(options.settings());
        JsonNode verdict = GatewayClient.json(
                gateway.post(PATH, "application/json", question().getBytes(StandardCharsets.UTF_8)));
        boolean confirmed = verdict.path("verdict").asString("").equals("CONFIRMED");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(verdict);
        } else {
            show(verdict, confirmed, out);
        }
        out.flush();
        return confirmed ? 0 : 1;
    }

    private String question() {
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new LocalException(
                    "The receipt " + file + " cannot be read; name a file that query --receipt wrote", e);
        }
        if (text.startsWith("{")) {
            return text;
        }
        ObjectNode question = GatewayClient.JSON.createObjectNode();
        return question.put("receipt", text).toString();
    }

    private static void show(JsonNode verdict, boolean confirmed, PrintWriter out) {
        String view = verdict.path("view").asString("");
        if (!view.isEmpty()) {
            out.println(String.format(
                    Locale.ROOT,
                    "%s.v%d, %,d rows answered at %s, position %s",
                    view,
                    verdict.path("version").asInt(0),
                    verdict.path("rows").asLong(0),
                    verdict.path("issuedAt").asString(""),
                    verdict.path("position").asString("")));
        }
        JsonNode difference = verdict.path("difference");
        if (difference.isObject()) {
            out.println("  row " + difference.path("index").asInt(0) + "   given " + row(difference.get("given"))
                    + ", expected " + row(difference.get("expected")));
        }
        out.println(
                confirmed
                        ? "confirmed: the streams make the same answer."
                        : verdict.path("verdict").asString("").toLowerCase(Locale.ROOT) + ", "
                                + verdict.path("reason").asString("") + ": "
                                + verdict.path("detail").asString(""));
    }

    private static String row(JsonNode row) {
        return row == null || row.isNull() ? "none" : row.toString();
    }
}
