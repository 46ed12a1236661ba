package io.millrace.cli;

import io.millrace.cli.data.GetCommand;
import io.millrace.cli.data.PushCommand;
import io.millrace.cli.data.QueryCommand;
import io.millrace.cli.demo.DemoCommand;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.cli.project.ApplyCommand;
import io.millrace.cli.project.CheckCommand;
import io.millrace.cli.suite.DownCommand;
import io.millrace.cli.suite.LogsCommand;
import io.millrace.cli.suite.StatusCommand;
import io.millrace.cli.suite.UpCommand;
import io.millrace.cli.token.TokenCommand;
import io.millrace.local.LocalException;
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
            GetCommand.class,
            TokenCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Millrace {
    private Millrace() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Millrace());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(message(failure)));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    private static String message(Exception failure) {
        if ((failure instanceof LocalException || failure instanceof ProblemException)
                && failure.getMessage() != null) {
            return failure.getMessage();
        }
        return failure.toString();
    }
}
