package io.millrace.local.supervisor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Processes of an earlier run that are still there: services that are shutting down because their supervisor was killed a
 * moment ago, or a server whose watchdog was killed with it.
 */
final class Leftovers {
    private static final long OWN_END_MS_MAX = 5_000;
    private static final long KILLED_MS_MAX = 10_000;
    /** The system derives a start from the time since boot, so it moves when the clock is set. */
    private static final long CLOCK_STEP_MS_MAX = 5_000;

    private Leftovers() {}

    /** Gives them a moment to end by themselves, then ends them; returns when they are gone. */
    static void end(List<ProcessStatus> statuses, Consumer<String> journal) throws InterruptedException {
        long deadline = System.currentTimeMillis() + OWN_END_MS_MAX;
        for (ProcessStatus status : statuses) {
            Optional<ProcessHandle> leftover = find(status);
            if (leftover.isPresent() && !awaitEnd(leftover.get(), deadline - System.currentTimeMillis())) {
                journal.accept(status.name() + " of an earlier run is still there (process " + status.pid()
                        + "); it is ended");
                leftover.get().destroyForcibly();
                awaitEnd(leftover.get(), KILLED_MS_MAX);
            }
        }
    }

    static Optional<ProcessHandle> find(ProcessStatus status) {
        return Optional.ofNullable(status.pid())
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(startedAt(process) - status.startedAt()) <= CLOCK_STEP_MS_MAX);
    }

    /** Unix time in milliseconds; 0 where the system does not tell. */
    static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static boolean awaitEnd(ProcessHandle process, long millis) throws InterruptedException {
        try {
            process.onExit().get(Math.max(1, millis), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
