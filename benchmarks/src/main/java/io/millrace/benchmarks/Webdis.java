package io.millrace.benchmarks;

import io.millrace.local.LocalException;
import io.millrace.local.process.FreePorts;
import io.millrace.local.process.Launch;
import io.millrace.local.process.Launch.End;
import io.millrace.local.process.OwnedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Webdis, HTTP in front of Redis in C, over the Redis of a suite, with as many threads as its package sets. */
final class Webdis implements AutoCloseable {
    private static final int THREADS = 2;
    private static final Duration READY_MAX = Duration.ofSeconds(10);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    /** Webdis refuses an offer of HTTP/2. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final OwnedProcess process;
    private final String url;

    private Webdis(OwnedProcess process, int port) {
        this.process = process;
        this.url = "http://127.0.0.1:" + port;
    }

    /**
     * Starts it on a free port, and returns when it answers.
     *
     * @param directory that others cannot read, for its settings and log
     */
    static Webdis start(Path program, RunningSuite suite, Path directory) throws IOException, InterruptedException {
        int port = FreePorts.next();
        Path password = suite.settings().home().root().resolve("secrets").resolve("redis");
        Map<String, Object> settings = Map.of(
                "redis_host",
                "127.0.0.1",
                "redis_port",
                suite.port("redis"),
                "redis_auth",
                Files.readString(password).strip(),
                "http_host",
                "127.0.0.1",
                "http_port",
                port,
                "threads",
                THREADS,
                "daemonize",
                false,
                "database",
                0,
                "verbosity",
                0,
                "logfile",
                directory.resolve("webdis.log").toString());
        Path file = directory.resolve("webdis.json");
        Files.writeString(file, JsonMapper.builder().build().writeValueAsString(settings));
        Webdis webdis = new Webdis(
                OwnedProcess.start(new Launch(
                        "webdis",
                        List.of(program.toString(), file.toString()),
                        Map.of(),
                        directory.resolve("webdis.out"),
                        End.BY_TERM)),
                port);
        try {
            webdis.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            webdis.close();
            throw e;
        }
        return webdis;
    }

    /** Without a slash at the end. */
    String url() {
        return url;
    }

    /** The body of an answer, as text. */
    String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(READY_MAX)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new LocalException("webdis does not answer on " + url + "; see that it can be run.");
            }
            Thread.sleep(100);
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return get("/PING.txt").contains("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.stop(STOP_GRACE);
        http.close();
    }
}
