package io.millrace.benchmarks;

import io.millrace.api.view.ViewStatus;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Point reads of a view's rows at the gateway, over 1, 16 and 64 connections. The baseline of the same run is webdis, an HTTP
 * front of Redis in C, which reads the same rows of the same Redis, with no idea of who asks or what a row belongs to.
 *
 * <p>Needs a running suite with a quota that does not bind, and Debian's {@code wrk}; without {@code webdis} there is no
 * ratio. Arguments: seconds of each measurement, turns; environment: MILLRACE_HOME, MILLRACE_PORT_OFFSET, PATH.
 */
public final class ReadThroughput {
    private static final String VIEW = "bench_reads_by_account";
    private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
    private static final int SECONDS_MAX = 600;
    private static final int TURNS_MAX = 20;
    private static final int WARM_UP_SECONDS = 10;
    private static final int FILLED_SECONDS_MAX = 60;
    private static final long QUOTA_MIN = 1_000_000;
    private static final Pattern QUOTA = Pattern.compile("q=(\\d+)");

    private final RunningSuite suite;
    private final SuiteClient client;
    private final AccountStream stream;
    private final int seconds;
    private final int turns;

    private ReadThroughput(RunningSuite suite, int seconds, int turns) {
        this.suite = suite;
        this.client = suite.client();
        this.stream = new AccountStream(client, "bench_reads");
        this.seconds = seconds;
        this.turns = turns;
    }

    /** @param arguments seconds of each measurement, turns */
    public static void main(String[] arguments) throws Exception {
        RunningSuite.use(
                (suite, numbers) -> {
                    int seconds = numbers.number(0, "seconds of each measurement", 10, 1, SECONDS_MAX);
                    int turns = numbers.number(1, "turns", 2, 1, TURNS_MAX);
                    Optional<Path> wrk = OnPath.find("wrk");
                    if (wrk.isEmpty()) {
                        System.out.println("skipped: wrk is not on the PATH (Debian has it as package wrk)");
                        return;
                    }
                    new ReadThroughput(suite, seconds, turns).run(wrk.get());
                },
                arguments);
    }

    private void run(Path wrk) throws IOException, InterruptedException {
        requireQuota();
        Path directory = Files.createTempDirectory("millrace-reads");
        try {
            fill();
            Wrk reader = new Wrk(wrk, directory);
            Wrk.Target gateway = new Wrk.Target(client.gateway(), "/api/views/" + VIEW + "/rows/", "", client.token());
            System.out.printf(
                    "point reads of %,d rows, wrk with one thread, %d s each%n", AccountStream.ACCOUNTS, seconds);
            reader.read(gateway, 16, WARM_UP_SECONDS);
            Optional<Path> webdis = OnPath.find("webdis");
            if (webdis.isPresent()) {
                compare(reader, gateway, webdis.get(), directory);
            } else {
                System.out.println("no baseline: webdis is not on the PATH (Debian has it as package webdis)");
                measure(reader, gateway);
            }
        } finally {
            client.delete("/api/views/" + VIEW);
            delete(directory);
        }
    }

    private void measure(Wrk reader, Wrk.Target gateway) throws IOException, InterruptedException {
        for (int turn = 1; turn <= turns; turn++) {
            for (int connections : CONNECTIONS) {
                print(connections, "gateway", reader.read(gateway, connections, seconds));
            }
        }
    }

    private void compare(Wrk reader, Wrk.Target gateway, Path program, Path directory)
            throws IOException, InterruptedException {
        try (Webdis webdis = Webdis.start(program, suite, directory)) {
            Wrk.Target baseline = baseline(webdis.url());
            requireSameRow(
                    webdis.get(baseline.path("a1")),
                    client.get(gateway.path("a1")).body());
            for (int turn = 1; turn <= turns; turn++) {
                for (int connections : CONNECTIONS) {
                    Wrk.Figures plain = reader.read(baseline, connections, seconds);
                    Wrk.Figures ours = reader.read(gateway, connections, seconds);
                    print(connections, "webdis", plain);
                    print(connections, "gateway", ours);
                    System.out.printf(
                            "%3d connections  gateway = %.3f × webdis%n",
                            connections, ours.requestsPerSecond() / plain.requestsPerSecond());
                }
            }
        }
    }

    private static void print(int connections, String what, Wrk.Figures figures) {
        System.out.printf(
                "%3d connections  %-8s %,9.0f reads/s  p50 %.2f ms  p99 %.2f ms%n",
                connections, what, figures.requestsPerSecond(), figures.msP50(), figures.msP99());
    }

    /** HGET of the row as view-service stores it, by the key in the encoding that keeps order. */
    private Wrk.Target baseline(String url) throws IOException, InterruptedException {
        String status = SuiteClient.requireSuccess(client.get("/api/views/" + VIEW));
        int version =
                JsonMapper.builder().build().readValue(status, ViewStatus.class).version();
        String rows = suite.settings().namespace().of("view:%7B" + VIEW + ":v" + version + "%7D:rows");
        return new Wrk.Target(url, "/HGET/" + rows + "/%01", "%00%01.txt", "");
    }

    private static void requireSameRow(String stored, String served) {
        if (!stored.equals(served)) {
            throw new LocalException("webdis answers '" + stored + "' and the gateway '" + served
                    + "' for one row; the baseline has to follow how view-service stores rows.");
        }
    }

    private void requireQuota() throws IOException, InterruptedException {
        String policy = client.get("/api/views?limit=1")
                .headers()
                .firstValue("RateLimit-Policy")
                .orElse("");
        Matcher quota = QUOTA.matcher(policy);
        if (quota.find() && Long.parseLong(quota.group(1)) < QUOTA_MIN) {
            throw new LocalException(
                    "The gateway lets " + quota.group(1) + " requests a second through; start the suite"
                            + " with MILLRACE_QUOTA_REQUESTS_PER_SECOND=1000000 MILLRACE_QUOTA_BURST=1000000.");
        }
    }

    /** One row per account. */
    private void fill() throws IOException, InterruptedException {
        stream.define();
        client.put(
                "/api/views/" + VIEW,
                "application/sql",
                "CREATE MATERIALIZED VIEW " + VIEW + " WITH (freshness = '1 second') AS"
                        + " SELECT account, COUNT(*) AS n, SUM(amount) AS total, MAX(amount) AS largest FROM "
                        + stream.name() + " GROUP BY account");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < AccountStream.ACCOUNTS; i++) {
            lines.append(stream.event("a" + i, "b" + i % AccountStream.BUCKETS)).append('\n');
        }
        awaitRow(stream.send(lines.toString()));
    }

    private void awaitRow(String position) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FILLED_SECONDS_MAX * 1_000_000_000L;
        while (true) {
            HttpResponse<String> reply =
                    client.get("/api/views/" + VIEW + "/rows/a1", "Millrace-After", position, "Prefer", "wait=10");
            if (reply.statusCode() == 200) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new LocalException("The view " + VIEW + " was not filled within " + FILLED_SECONDS_MAX + " s: "
                        + reply.statusCode() + " " + reply.body());
            }
            Thread.sleep(500);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
