package io.millrace.cli.suite;

import io.millrace.local.supervisor.Suite;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace down}; nothing to end is no failure. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "End the suite in good order; its data stays.")
public final class DownCommand implements Callable<Integer> {
    private final SuiteOptions options;

    private static final Duration STOP_MAX = Duration.ofSeconds(75);

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public DownCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean ran = new Suite(options.settings()).down(STOP_MAX);
        PrintWriter out = spec.commandLine().getOut();
        out.println(ran ? "Millrace is stopped." : "Millrace does not run.");
        out.flush();
        return 0;
    }
}
