package io.millrace.cli.verify;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Prove that what is served is what the streams say.",
        subcommands = {VerifyViewCommand.class, VerifyReceiptCommand.class})
public final class VerifyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what: millrace verify view NAME, or millrace verify receipt FILE");
    }
}
