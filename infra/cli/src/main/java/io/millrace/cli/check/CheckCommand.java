package io.millrace.cli.check;

import io.millrace.cli.suite.SuiteOptions;
import io.millrace.local.supervisor.AskService;
import java.io.PrintWriter;
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
        description = "Check the files of a project and run the tests of its views. Needs no running suite.",
        footer = {
            "",
            "Contracts, views and workflows are checked by the code that would run them; views are compiled against the"
                    + " contracts of the same folder. Tests are in views/*.test.yaml, see docs/guides/sql-tests.md.",
            "Exit codes: 0 everything is right, 1 something is wrong, 2 used wrongly."
        })
public final class CheckCommand implements Callable<Integer> {
    private final SuiteOptions options;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "DIR",
            description = "The project's folder: contracts/*.odcs.yaml, streams/*.sql, tables/*.sql, views/*.sql,"
                    + " views/*.test.yaml, workflows/*.yaml; functions/*.sql with their jars beside them.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Option(names = "--json", description = "Print the report as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public CheckCommand(SuiteOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        Report report = new CheckProject(folder, new AskService(options.settings())).check();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(PrintReport.json(report));
        } else {
            PrintReport.lines(report).forEach(out::println);
        }
        out.flush();
        return report.passed() ? 0 : 1;
    }
}
