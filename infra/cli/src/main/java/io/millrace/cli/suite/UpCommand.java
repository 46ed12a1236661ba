package io.millrace.cli.suite;

import io.millrace.local.LocalException;
import io.millrace.local.supervisor.Suite;
import io.millrace.local.supervisor.SuiteSettings;
import io.millrace.local.supervisor.SupervisorProgram;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start Kafka, PostgreSQL, Redis and the seven services, and keep them running.")
public final class UpCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Option(
            names = {"-d", "--detach"},
            description = "Return when everything is ready; it goes on in the background.")
    boolean detach;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public UpCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        SuiteSettings settings = options.settings();
        PrintWriter out = spec.commandLine().getOut();
        if (detach) {
            DetachedSuite.start(settings, out);
            return 0;
        }
        if (new Suite(settings).isRunning()) {
            throw new LocalException("Millrace already runs over "
                    + settings.home().root() + "; see ./millrace status, or end it with ./millrace down");
        }
        Thread.ofPlatform().daemon().name("progress").start(() -> showProgress(settings, out));
        return SupervisorProgram.run(settings, line -> {});
    }

    private static void showProgress(SuiteSettings settings, PrintWriter out) {
        try {
            StartProgress progress = new StartProgress(out);
            while (true) {
                progress.show(new Suite(settings).statuses());
                Thread.sleep(StartProgress.INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
