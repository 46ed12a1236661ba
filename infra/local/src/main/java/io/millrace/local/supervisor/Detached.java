package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import io.millrace.local.process.Jvm;
import io.millrace.local.process.OwnedProcess;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A supervisor in a process of its own, which goes on when the starter ends. */
public final class Detached {
    private static final int HEAP_MEBIBYTES = 64;
    private static final int LAST_WORDS_BYTES_MAX = 8_192;

    private final Process process;
    private final Path log;

    private Detached(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static Detached start(SuiteSettings settings) {
        settings.home().create();
        Path log = settings.home().log("supervisor");
        List<String> command = new ArrayList<>(Jvm.command(
                HEAP_MEBIBYTES,
                List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")),
                List.of(SupervisorProgram.class.getName(), settings.root().toString())));
        if (OwnedProcess.hasSetsid()) {
            command.addFirst("setsid");
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(log.toFile()))
                    .start();
            return new Detached(process, log);
        } catch (IOException e) {
            throw new LocalException("The supervisor cannot be started: " + e.getMessage(), e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The end of its log: why it ended. */
    public String lastWords() {
        try {
            byte[] bytes = Files.readAllBytes(log);
            int from = Math.max(0, bytes.length - LAST_WORDS_BYTES_MAX);
            String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "The supervisor ended without a word; see " + log : text;
        } catch (IOException e) {
            return "The supervisor ended, and its log " + log + " cannot be read";
        }
    }
}
