package io.millrace.local.process;

import io.millrace.local.LocalException;
import io.millrace.local.process.Launch.End;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that ends when this one ends, also when this one is killed with SIGKILL: it either watches its standard input,
 * or a watchdog does so for it. It runs in a session of its own where the system offers that, so that Ctrl-C in a terminal
 * reaches only the starter, which then ends its processes in good order.
 */
public final class OwnedProcess {
    private static final String ADMINISTRATOR = "MILLRACE_POSTGRES_ADMIN_";
    private static final boolean HAS_SETSID = isOnPath("setsid");

    private final Process process;
    private final String signal;
    private final @Nullable Watchdog watchdog;

    private OwnedProcess(Process process, String signal, @Nullable Watchdog watchdog) {
        this.process = process;
        this.signal = signal;
        this.watchdog = watchdog;
    }

    /** @throws LocalException when the program cannot be started */
    public static OwnedProcess start(Launch launch) {
        List<String> command = new ArrayList<>();
        if (HAS_SETSID) {
            command.add("setsid");
        }
        command.addAll(launch.command());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The right to make roles is the starter's alone.
        builder.environment().keySet().removeIf(name -> name.startsWith(ADMINISTRATOR));
        builder.environment().putAll(launch.environment());
        boolean watchesStdin = launch.end() == End.WATCHES_STDIN;
        if (!watchesStdin) {
            builder.redirectInput(Redirect.from(new File("/dev/null")));
        }
        try {
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            builder.redirectOutput(Redirect.appendTo(launch.log().toFile()));
            Process process = builder.start();
            Watchdog watchdog =
                    watchesStdin ? null : Watchdog.over(process, launch.end().signal());
            return new OwnedProcess(process, launch.end().signal(), watchdog);
        } catch (IOException e) {
            throw new LocalException(
                    launch.name() + " cannot be started: " + e.getMessage() + "; see that the program can be run", e);
        }
    }

    /** The process id of the program itself, never of a wrapper. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code (128 + signal number where a signal ended it). */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Ends it in good order, and with SIGKILL when that takes longer than the grace. Returns when it is gone. */
    public void stop(Duration grace) throws InterruptedException {
        if (process.isAlive()) {
            Signals.send(signal, process.pid());
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        }
        process.waitFor();
        release();
    }

    /** Ends it as a power cut would, with SIGKILL. Returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        release();
    }

    private void release() {
        if (watchdog != null) {
            watchdog.release();
        }
    }

    /** Whether a process can be given a session of its own here. */
    public static boolean hasSetsid() {
        return HAS_SETSID;
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String directory : path.split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
