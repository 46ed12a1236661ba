package io.millrace.cli.replace;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code millrace cutover}. */
@Command(
        name = "cutover",
        mixinStandardHelpOptions = true,
        description = "Serve the next version of a view, however its rows differ.")
public final class CutOverCommand implements Callable<Integer> {
    private static final int ACCEPTED = 202;

    private final SuiteOptions options;

    @Parameters(index = "0", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    String view;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public CutOverCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        HttpResponse<String> answer = new GatewayClient(options.settings())
                .post(ViewPath.of(view, "cutover"), "application/json", new byte[0]);
        JsonNode status = GatewayClient.json(answer);
        spec.commandLine()
                .getOut()
                .println(
                        answer.statusCode() == ACCEPTED
                                ? view + " has not caught up yet: its next version is served as soon as it has."
                                : view + ".v" + status.path("version").asInt(0) + " is served.");
        return 0;
    }
}
