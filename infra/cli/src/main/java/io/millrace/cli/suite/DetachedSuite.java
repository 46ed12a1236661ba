package io.millrace.cli.suite;

import io.millrace.local.LocalException;
import io.millrace.local.supervisor.Detached;
import io.millrace.local.supervisor.ProcessState;
import io.millrace.local.supervisor.ProcessStatus;
import io.millrace.local.supervisor.Suite;
import io.millrace.local.supervisor.SuiteSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A suite in the background. */
public final class DetachedSuite {
    private static final Duration READY_MAX = Duration.ofMinutes(5);

    private DetachedSuite() {}

    /**
     * Starts a supervisor in the background and returns when everything is ready.
     *
     * @param out takes the progress
     * @throws LocalException when something cannot be started; the rest goes on
     */
    public static void start(SuiteSettings settings, PrintWriter out) throws InterruptedException {
        Suite suite = new Suite(settings);
        if (suite.isRunning()) {
            throw new LocalException("Millrace already runs over "
                    + settings.home().root() + "; see ./millrace status, or end it with ./millrace down");
        }
        awaitReady(suite, Detached.start(settings), out);
    }

    /** As {@link #start}, and does nothing but wait where a supervisor runs already. */
    public static void ensure(SuiteSettings settings, PrintWriter out) throws InterruptedException {
        Suite suite = new Suite(settings);
        if (suite.isRunning()) {
            awaitReady(suite, null, out);
        } else {
            start(settings, out);
        }
    }

    private static void awaitReady(Suite suite, @Nullable Detached supervisor, PrintWriter out)
            throws InterruptedException {
        StartProgress progress = new StartProgress(out);
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (true) {
            if (supervisor != null && !supervisor.isAlive()) {
                throw new LocalException(supervisor.lastWords());
            }
            List<ProcessStatus> statuses = suite.statuses();
            progress.show(statuses);
            if (statuses.stream().allMatch(status -> status.state() == ProcessState.READY)) {
                return;
            }
            refuseFailed(statuses);
            if (System.nanoTime() > deadline) {
                throw new LocalException("Not everything was ready within " + READY_MAX.toMinutes()
                        + " minutes; see ./millrace status and ./millrace logs, or end it with ./millrace down");
            }
            Thread.sleep(StartProgress.INTERVAL);
        }
    }

    private static void refuseFailed(List<ProcessStatus> statuses) {
        for (ProcessStatus status : statuses) {
            if (status.state() == ProcessState.FAILED) {
                throw new LocalException(status.name() + " " + status.detail());
            }
        }
    }
}
