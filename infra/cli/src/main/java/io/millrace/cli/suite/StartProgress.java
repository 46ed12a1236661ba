package io.millrace.cli.suite;

import io.millrace.local.supervisor.ProcessState;
import io.millrace.local.supervisor.ProcessStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints one line whenever a server or service changes its state. */
final class StartProgress {
    static final Duration INTERVAL = Duration.ofMillis(100);

    private final PrintWriter out;
    private final long startedAt = System.nanoTime();
    private final Map<String, ProcessState> shown = new HashMap<>();
    private boolean complete;

    StartProgress(PrintWriter out) {
        this.out = out;
    }

    /** @param statuses of all servers and services now */
    void show(List<ProcessStatus> statuses) {
        for (ProcessStatus status : statuses) {
            ProcessState before = shown.put(status.name(), status.state());
            if (before != status.state() && isWorthALine(status.state())) {
                out.println(line(status));
            }
        }
        boolean allReady = statuses.stream().allMatch(status -> status.state() == ProcessState.READY);
        if (allReady && !complete) {
            out.printf(Locale.ROOT, "Millrace is ready after %.1f s.%n", seconds());
        }
        complete = allReady;
        out.flush();
    }

    /** The wait for a start and an end on purpose need no line. */
    private static boolean isWorthALine(ProcessState now) {
        return switch (now) {
            case READY, FAILED, RESTARTING -> true;
            case STARTING, STOPPED -> false;
        };
    }

    private String line(ProcessStatus status) {
        String detail = status.detail() == null ? "" : "  " + status.detail();
        return String.format(
                Locale.ROOT,
                "  %6.1f s  %-26s %-10s port %d%s",
                seconds(),
                status.name(),
                status.state(),
                status.port(),
                detail);
    }

    private double seconds() {
        return (System.nanoTime() - startedAt) / 1e9;
    }
}
