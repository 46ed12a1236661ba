package io.millrace.cli;

import io.millrace.cli.check.CheckCommand;
import io.millrace.cli.data.GetCommand;
import io.millrace.cli.data.PushCommand;
import io.millrace.cli.data.QueryCommand;
import io.millrace.cli.data.SqlCommand;
import io.millrace.cli.data.TailCommand;
import io.millrace.cli.demo.DemoCommand;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.cli.project.ApplyCommand;
import io.millrace.cli.replace.CutOverCommand;
import io.millrace.cli.replace.DiffCommand;
import io.millrace.cli.replace.RollBackCommand;
import io.millrace.cli.suite.DownCommand;
import io.millrace.cli.suite.LogsCommand;
import io.millrace.cli.suite.StatusCommand;
import io.millrace.cli.suite.SuiteOptions;
import io.millrace.cli.suite.UpCommand;
import io.millrace.cli.token.TokenCommand;
import io.millrace.cli.verify.VerifyCommand;
import io.millrace.local.LocalException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 used wrongly. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        version = "Millrace 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        description = "Contracts at the door, streaming SQL in the middle, always-fresh views at the end.",
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            LogsCommand.class,
            ApplyCommand.class,
            CheckCommand.class,
            PushCommand.class,
            QueryCommand.class,
            TailCommand.class,
            SqlCommand.class,
            GetCommand.class,
            TokenCommand.class,
            VerifyCommand.class,
            DiffCommand.class,
            CutOverCommand.class,
            RollBackCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Millrace {
    /** System property that {@code ./millrace} sets to its directory. */
    private static final String ROOT = "millrace.root";

    private Millrace() {}

    public static void main(String[] arguments) {
        Path root = Path.of(System.getProperty(ROOT, System.getProperty("user.dir")));
        System.exit(commandLine(System.getenv(), root.toAbsolutePath()).execute(arguments));
    }

    /**
     * @param environment of the process
     * @param root the directory of {@code ./millrace}
     */
    static CommandLine commandLine(Map<String, String> environment, Path root) {
        CommandLine line = new CommandLine(new Millrace(), new Commands(new SuiteOptions(environment, root)));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(message(failure)));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    /** Makes a command with what it needs to find the suite. */
    private record Commands(SuiteOptions options) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {SuiteOptions.class})) {
                    return type.cast(constructor.newInstance(options));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    private static String message(Exception failure) {
        if ((failure instanceof LocalException || failure instanceof ProblemException)
                && failure.getMessage() != null) {
            return failure.getMessage();
        }
        return failure.toString();
    }
}
