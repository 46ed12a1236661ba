package io.millrace.cli.replace;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code millrace rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Serve the version of a view again that was served before.")
public final class RollBackCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Parameters(index = "0", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    String view;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public RollBackCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode status = GatewayClient.json(new GatewayClient(options.settings())
                .post(ViewPath.of(view, "rollback"), "application/json", new byte[0]));
        spec.commandLine().getOut().println(view + ".v" + status.path("version").asInt(0) + " is served again.");
        return 0;
    }
}
