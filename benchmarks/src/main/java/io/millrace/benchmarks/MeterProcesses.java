package io.millrace.benchmarks;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures what processes of a suite use over a window of time, as Linux tells it in {@code /proc}. */
final class MeterProcesses {
    private static final int DEFAULT_TICKS_PER_SECOND = 100;
    /** Fields of {@code /proc/<pid>/stat} after the program's name, the first of which is the third of all; see proc(5). */
    private static final int UTIME = 14 - 3;

    private static final int STIME = 15 - 3;

    private final RunningSuite suite;
    private final List<String> names;
    private final int ticksPerSecond = ticksPerSecond();

    /** @param names of servers and services, as {@code ./millrace status} has them */
    MeterProcesses(RunningSuite suite, List<String> names) {
        this.suite = suite;
        this.names = List.copyOf(names);
    }

    /**
     * What a process used over a window.
     *
     * @param cores CPU seconds, user and system, per second
     * @param threads of the operating system, at the end
     * @param residentMebibytes at the end
     */
    record Usage(double cores, int threads, double residentMebibytes) {}

    /** @param cpuTicks user and system, since the process' start */
    private record Snapshot(long pid, long atNanos, long cpuTicks, int threads, long residentKibibytes) {}

    /**
     * Waits for the window to pass.
     *
     * @return by name
     * @throws LocalException where one of them was restarted meanwhile, or is not there
     */
    Map<String, Usage> over(Duration window) throws InterruptedException {
        Map<String, Snapshot> before = snapshots();
        Thread.sleep(window);
        Map<String, Snapshot> after = snapshots();
        Map<String, Usage> usages = new LinkedHashMap<>();
        before.forEach((name, first) -> {
            Snapshot last = after.get(name);
            if (last == null || last.pid() != first.pid()) {
                throw new LocalException(name + " was restarted while it was measured; see ./millrace logs " + name);
            }
            usages.put(name, usage(first, last));
        });
        return usages;
    }

    private Usage usage(Snapshot first, Snapshot last) {
        double seconds = (last.atNanos() - first.atNanos()) / 1e9;
        double cores = (double) (last.cpuTicks() - first.cpuTicks()) / ticksPerSecond / seconds;
        return new Usage(cores, last.threads(), last.residentKibibytes() / 1024.0);
    }

    private Map<String, Snapshot> snapshots() {
        Map<String, Snapshot> snapshots = new LinkedHashMap<>();
        names.forEach(name -> snapshots.put(name, snapshot(name, suite.pid(name))));
        return snapshots;
    }

    private static Snapshot snapshot(String name, long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(process.resolve("stat"));
            long now = System.nanoTime();
            // The program's name is in parentheses and may hold spaces.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
            List<String> status = Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1);
            return new Snapshot(pid, now, ticks, (int) number(status, "Threads:"), number(status, "VmRSS:"));
        } catch (IOException e) {
            throw new LocalException(
                    "What " + name + " (process " + pid + ") uses cannot be read from /proc (" + e.getMessage()
                            + "); this benchmark needs Linux, and the suite's user.",
                    e);
        }
    }

    private static long number(List<String> status, String field) {
        for (String line : status) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.substring(field.length()).strip().split(" ")[0]);
            }
        }
        return 0;
    }

    private static int ticksPerSecond() {
        try {
            Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
            if (getconf.waitFor(5, TimeUnit.SECONDS) && getconf.exitValue() == 0) {
                return Integer.parseInt(
                        new String(getconf.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
            }
        } catch (IOException | NumberFormatException e) {
            // Linux has the same on every machine of today.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DEFAULT_TICKS_PER_SECOND;
    }
}
