package io.millrace.cli.project;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Show what applying a project would create, change and remove; changes nothing.")
public final class CheckCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "DIR",
            description = "The project's folder: contracts/*.odcs.yaml, views/*.sql, workflows/*.yaml.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public CheckCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = new GatewayClient(options.settings());
        ApplyProject.of(folder, gateway, spec.commandLine().getOut()).check();
        return 0;
    }
}
