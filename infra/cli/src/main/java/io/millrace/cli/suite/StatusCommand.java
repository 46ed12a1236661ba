package io.millrace.cli.suite;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.local.supervisor.ProcessState;
import io.millrace.local.supervisor.ProcessStatus;
import io.millrace.local.supervisor.Suite;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code millrace status}; exits with 0 whenever it printed. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show which servers and services run, with their process ids and ports.")
public final class StatusCommand implements Callable<Integer> {
    private final SuiteOptions options;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--json", description = "Print a JSON array.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    /** One element of the JSON array; pid is null where no own process runs. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Line(String name, @Nullable Long pid, int port, ProcessState state) {}

    public StatusCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        List<ProcessStatus> statuses = new Suite(options.settings()).statuses();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(statuses));
        } else {
            statuses.forEach(status -> out.println(line(status)));
        }
        out.flush();
        return 0;
    }

    static String json(List<ProcessStatus> statuses) {
        return JSON.writeValueAsString(statuses.stream()
                .map(status -> new Line(status.name(), status.pid(), status.port(), status.state()))
                .toList());
    }

    private static String line(ProcessStatus status) {
        String pid = status.pid() == null ? "-" : status.pid().toString();
        String detail = status.detail() == null ? "" : status.detail();
        return String.format(
                        Locale.ROOT,
                        "%-26s %-10s pid %-8s port %-6d %s",
                        status.name(),
                        status.state(),
                        pid,
                        status.port(),
                        detail)
                .stripTrailing();
    }
}
