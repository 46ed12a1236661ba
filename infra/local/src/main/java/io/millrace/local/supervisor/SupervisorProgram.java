package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The program of the supervisor's own process: runs the suite until SIGTERM or SIGINT. */
public final class SupervisorProgram {
    private SupervisorProgram() {}

    /** @param arguments the checkout */
    public static void main(String[] arguments) throws InterruptedException {
        SuiteSettings settings =
                SuiteSettings.of(System.getenv(), Path.of(arguments[0]).toAbsolutePath());
        System.exit(run(settings, SupervisorProgram::log));
    }

    /**
     * Runs the suite; returns only when it cannot be started.
     *
     * @param journal takes one line for each thing that a reader of the log should know
     * @return the exit code
     */
    public static int run(SuiteSettings settings, Consumer<String> journal) throws InterruptedException {
        try {
            Supervisor supervisor = Supervisor.start(settings, journal);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor), "stop-suite"));
            new CountDownLatch(1).await();
            return 0;
        } catch (LocalException e) {
            String.valueOf(e.getMessage()).lines().forEach(System.err::println);
            return 1;
        }
    }

    private static void stop(Supervisor supervisor) {
        try {
            supervisor.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void log(String line) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }
}
