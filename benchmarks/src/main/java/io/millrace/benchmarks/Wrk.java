package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Point reads by wrk, with one thread, each connection as fast as it is answered. */
final class Wrk {
    private static final Pattern FIGURES = Pattern.compile("figures (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");
    private static final int EXIT_SECONDS_MAX = 30;
    /** Reads the keys a0 to a999 in an order that is not theirs. */
    private static final String SCRIPT = """
            wrk.headers["Authorization"] = "Bearer TOKEN"
            local n = 0
            request = function()
              n = (n + 7) % KEYS
              return wrk.format("GET", "BEFOREa" .. n .. "AFTER")
            end
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("figures %d %d %d %d %d\\n", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
            end
            """;

    private final Path program;
    private final Path directory;

    /** @param directory that others cannot read, for scripts */
    Wrk(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    /**
     * Where rows are read.
     *
     * @param url without path
     * @param before what stands before the key in the path
     * @param after what stands behind it
     * @param token of the caller; empty where none is asked for
     */
    record Target(String url, String before, String after, String token) {
        String path(String key) {
            return before + key + after;
        }
    }

    /** @param msP50 milliseconds until the answer */
    record Figures(double requestsPerSecond, double msP50, double msP99) {}

    /** @throws IOException also where a request was refused or not answered */
    Figures read(Target target, int connections, int seconds) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("read.lua"), script(target));
        Path output = directory.resolve("wrk.out");
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--timeout",
                        "10s",
                        "-s",
                        script.toString(),
                        target.url()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(seconds + EXIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IOException("wrk did not end in time");
            }
        } finally {
            process.destroyForcibly();
        }
        return parse(Files.readString(output, StandardCharsets.UTF_8));
    }

    private static String script(Target target) {
        return SCRIPT.replace("TOKEN", target.token())
                .replace("KEYS", Integer.toString(AccountStream.ACCOUNTS))
                .replace("BEFORE", target.before())
                .replace("AFTER", target.after());
    }

    private static Figures parse(String output) throws IOException {
        Matcher figures = FIGURES.matcher(output);
        if (!figures.find()) {
            throw new IOException("wrk failed:\n" + output);
        }
        long failed = Long.parseLong(figures.group(5));
        if (failed > 0) {
            throw new IOException(failed + " of " + figures.group(1) + " reads failed:\n" + output);
        }
        double seconds = Long.parseLong(figures.group(2)) / 1e6;
        return new Figures(
                Long.parseLong(figures.group(1)) / seconds,
                Long.parseLong(figures.group(3)) / 1000.0,
                Long.parseLong(figures.group(4)) / 1000.0);
    }
}
