package io.millrace.cli.project;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.suite.SuiteOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace apply}. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Create and change what a project says, after showing the plan. Applying again changes nothing.")
public final class ApplyCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "DIR",
            description = "The project's folder: contracts/*.odcs.yaml, streams/*.sql, tables/*.sql, views/*.sql,"
                    + " workflows/*.yaml.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Option(names = "--prune", description = "Remove what this project created earlier and holds no more.")
    boolean prune;

    @Option(
            names = "--dry-run",
            description = "Show the plan and compile the views at the installation; changes nothing.")
    boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public ApplyCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient gateway = new GatewayClient(options.settings());
        ApplyProject project =
                ApplyProject.of(folder, gateway, spec.commandLine().getOut());
        if (dryRun) {
            project.check();
        } else {
            project.apply(prune);
        }
        return 0;
    }
}
