package io.millrace.testkit;

import io.millrace.local.process.OwnedProcess;
import io.millrace.local.server.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A server of one test, which may kill it and start it again over the same data. It ends with {@link #close()}, and with
 * the test's JVM at the latest.
 *
 * @param <S> which server
 */
public final class DedicatedServer<S extends LocalServer> implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofSeconds(90);
    private static final long PROBE_INTERVAL_MS = 50;

    private final Path directory;
    private final S server;
    private volatile OwnedProcess process;

    private DedicatedServer(Path directory, S server) {
        this.directory = directory;
        this.server = server;
        this.process = server.start();
    }

    static <S extends LocalServer> DedicatedServer<S> start(Path directory, S server) {
        DedicatedServer<S> dedicated = new DedicatedServer<>(directory, server);
        dedicated.awaitReady();
        return dedicated;
    }

    /** The server, with its address. */
    public S server() {
        return server;
    }

    /** The server's own process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it with SIGKILL. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Ends it in good order. */
    public void stop() throws InterruptedException {
        process.stop(server.stopGrace());
    }

    /** Starts it again over its data and returns when it is ready. */
    public void startAgain() {
        process = server.start();
        awaitReady();
    }

    @Override
    public void close() throws InterruptedException {
        process.kill();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (!server.ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(server.name() + " is not ready; see the logs in " + directory);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PROBE_INTERVAL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a server", e);
        }
    }
}
