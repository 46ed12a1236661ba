package io.millrace.cli.token;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.Listing;
import io.millrace.cli.output.Table;
import io.millrace.cli.suite.SuiteOptions;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code millrace token}. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Make, list and revoke API keys.")
public final class TokenCommand {
    private final SuiteOptions options;

    private static final String PATH = "/api/tokens";
    private static final int COUNT_MAX = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public TokenCommand(SuiteOptions options) {
        this.options = options;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make an API key; it is shown once.")
    int create(
            @Option(
                            names = "--scope",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "read:<view>, write:<stream>, contracts, views, workflows, operate or admin;"
                                    + " repeatable; * for all.")
                    List<String> scopes,
            @Option(names = "--name", defaultValue = "cli", description = "What it is for (default ${DEFAULT-VALUE}).")
                    String name,
            @Option(names = "--days", description = "Days until it expires; for ever without it.") @Nullable
                    Integer days,
            @Option(names = "--json", description = "Print JSON.") boolean json)
            throws InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("scopes", scopes);
        if (days != null) {
            body.put("expiresInDays", days);
        }
        JsonNode made = GatewayClient.json(
                gateway().post(PATH, "application/json", GatewayClient.JSON.writeValueAsBytes(body)));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(made);
        } else {
            out.println(made.path("key").asString());
            spec.commandLine()
                    .getErr()
                    .println("Send it as X-API-Key; its id is "
                            + made.path("id").asString() + ". It is not shown again.");
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List API keys, without the keys themselves.")
    int list(@Option(names = "--json", description = "Print JSON.") boolean json) throws InterruptedException {
        List<JsonNode> keys = Listing.read(gateway(), PATH, COUNT_MAX);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(GatewayClient.JSON.writeValueAsString(keys));
        } else {
            Table.print(keys, out);
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revoke an API key; it stops working at once.")
    int revoke(@Parameters(paramLabel = "ID", description = "As token list shows it.") String id)
            throws InterruptedException {
        GatewayClient.requireSuccess(gateway().delete(PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8)));
        PrintWriter out = spec.commandLine().getOut();
        out.println("API key " + id + " is revoked.");
        out.flush();
        return 0;
    }

    private GatewayClient gateway() {
        return new GatewayClient(options.settings());
    }
}
