package io.millrace.local.server;

import io.millrace.local.LocalException;
import io.millrace.local.process.Launch;
import io.millrace.local.process.Launch.End;
import io.millrace.local.process.OwnedProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Redis with a password, an append-only file that is synced every second, and no eviction: a full Redis refuses writes. */
public final class RedisServer implements LocalServer {
    private static final String MAJOR_VERSION = "6";
    private static final int PROBE_TIMEOUT_MS = 500;

    private final Settings settings;
    private final DataDirectory data;

    /**
     * @param port on 127.0.0.1
     * @param data its data directory
     * @param binaries where programs are unpacked
     * @param log its log file
     * @param password of the default user
     * @param memoryMaxMebibytes at this size writes are refused
     */
    public record Settings(int port, Path data, Path binaries, Path log, String password, int memoryMaxMebibytes) {}

    public RedisServer(Settings settings) {
        this.settings = settings;
        this.data = new DataDirectory(settings.data(), "Redis", MAJOR_VERSION);
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public int port() {
        return settings.port();
    }

    /** For clients: {@code redis://:password@127.0.0.1:port}. */
    public String url() {
        return "redis://:" + settings.password() + "@127.0.0.1:" + settings.port();
    }

    @Override
    public Optional<String> obstacle() {
        return data.obstacle();
    }

    @Override
    public OwnedProcess start() {
        data.open();
        Path configuration = writeConfiguration();
        String program = program();
        return OwnedProcess.start(
                new Launch(name(), List.of(program, configuration.toString()), Map.of(), settings.log(), End.BY_TERM));
    }

    /** Answers PING; it does not while it loads its file. */
    @Override
    public boolean ready() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", settings.port()), PROBE_TIMEOUT_MS);
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            String question = "AUTH " + settings.password() + "\r\nPING\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return answer.equals("+OK\r\n+PONG\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Duration stopGrace() {
        return Duration.ofSeconds(15);
    }

    private Path writeConfiguration() {
        String text = """
                bind 127.0.0.1
                port %d
                requirepass %s
                dir "%s"
                appendonly yes
                appendfsync everysec
                save ""
                maxmemory %dmb
                maxmemory-policy noeviction
                daemonize no
                """.formatted(settings.port(), settings.password(), data.path(), settings.memoryMaxMebibytes());
        try {
            Path file = data.resolve("redis.conf");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new LocalException("The settings of Redis cannot be written: " + e.getMessage(), e);
        }
    }

    /** The embedded program, or one on the PATH where the system lacks a library that the embedded one needs. */
    private String program() {
        String embedded = new NativeBinaries(settings.binaries()).redis().toString();
        if (runs(embedded)) {
            return embedded;
        }
        if (runs("redis-server")) {
            return "redis-server";
        }
        throw new LocalException(
                "The embedded Redis does not run here (it needs OpenSSL 3) and no redis-server is on the"
                        + " PATH; install OpenSSL 3 or Redis, or set MILLRACE_REDIS");
    }

    private static boolean runs(String program) {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
