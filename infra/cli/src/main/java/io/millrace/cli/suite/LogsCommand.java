package io.millrace.cli.suite;

import io.millrace.local.LocalException;
import io.millrace.local.supervisor.ProcessStatus;
import io.millrace.local.supervisor.Suite;
import io.millrace.local.supervisor.SuiteSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace logs}. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Show the end of a log, or of all logs.")
public final class LogsCommand implements Callable<Integer> {
    private final SuiteOptions options;

    private static final long INTERVAL_MS = 250;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "kafka, postgres, redis, supervisor, or a service as in status; all without it.")
    @Nullable
    String service;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing until Ctrl-C.")
    boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "50",
            description = "How many lines of each log to begin with (default ${DEFAULT-VALUE}).")
    int lines;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public LogsCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<LogTail> tails = tails(options.settings());
        for (LogTail tail : tails) {
            tail.printLast(lines, out);
        }
        out.flush();
        while (follow) {
            for (LogTail tail : tails) {
                tail.printNew(out);
            }
            out.flush();
            Thread.sleep(INTERVAL_MS);
        }
        return 0;
    }

    private List<LogTail> tails(SuiteSettings settings) {
        List<String> names = new ArrayList<>(
                new Suite(settings).statuses().stream().map(ProcessStatus::name).toList());
        names.add("supervisor");
        if (service != null) {
            if (!names.contains(service)) {
                throw new LocalException("There is no log of " + service + "; take one of " + String.join(", ", names));
            }
            return List.of(new LogTail(settings.home().log(service), ""));
        }
        return names.stream()
                .filter(name -> Files.exists(settings.home().log(name)))
                .map(name -> new LogTail(settings.home().log(name), name + " | "))
                .toList();
    }
}
