package io.millrace.benchmarks.nexmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * CPU time of a JVM up to some moment.
 *
 * @param total of its process
 * @param compiling of the threads that compile its code; zero where the operating system does not tell
 */
record CpuTime(Duration total, Duration compiling) {
    private static final long TICK_MS = 10;
    /** Fields of {@code /proc/<pid>/task/<tid>/stat} behind the name in parentheses, counted from 0. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    static CpuTime of(ProcessHandle process) {
        return new CpuTime(process.info().totalCpuDuration().orElse(Duration.ZERO), compiling(process.pid()));
    }

    private static Duration compiling(long pid) {
        long ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                ticks += compilerTicks(Files.readString(thread.resolve("stat")));
            }
        } catch (IOException e) {
            // A thread has ended meanwhile, or there is no /proc.
        }
        return Duration.ofMillis(ticks * TICK_MS);
    }

    private static long compilerTicks(String stat) {
        int end = stat.lastIndexOf(')');
        if (!stat.substring(0, end).contains("CompilerThre")) {
            return 0;
        }
        String[] fields = stat.substring(end + 2).split(" ");
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    }

    /** Both less what they were before. */
    CpuTime minus(CpuTime before) {
        return new CpuTime(total.minus(before.total), compiling.minus(before.compiling));
    }

    /** What the program itself took. */
    Duration running() {
        return total.minus(compiling);
    }
}
