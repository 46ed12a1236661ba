package io.millrace.system;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Another process of a service beside the supervisor's, on a port of its own and otherwise as that one was started. Read from
 * {@code /proc}, so on Linux alone. It watches its standard input and ends in order when that is closed.
 */
final class SecondCopy implements AutoCloseable {
    private static final String PORT_OPTION = "--server.port=";

    private final Process process;
    private final int port;

    private SecondCopy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SecondCopy start(Suite suite, String part) throws IOException, InterruptedException {
        long pid = suite.parts().get(part).pid();
        List<String> command = new ArrayList<>(strings(Path.of("/proc/" + pid + "/cmdline")));
        int port = freePort();
        command.removeIf(argument -> argument.startsWith(PORT_OPTION));
        command.add(PORT_OPTION + port);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(suite.home().resolve("logs/" + part + "-2.log").toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        for (String entry : strings(Path.of("/proc/" + pid + "/environ"))) {
            int equals = entry.indexOf('=');
            environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return new SecondCopy(builder.start(), port);
    }

    private static List<String> strings(Path file) throws IOException {
        return List.of(Files.readString(file, StandardCharsets.UTF_8).split("\0"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Until its health says UP, with which its runtimes have begun to join those of the first. */
    void awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> process.isAlive() && isUp());
    }

    private boolean isUp() {
        try {
            HttpURLConnection health = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/actuator/health")
                    .toURL()
                    .openConnection();
            health.setConnectTimeout(1_000);
            health.setReadTimeout(1_000);
            return health.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Without a chance to clean up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** In order, where it was not killed. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the second copy did not end when its standard input was closed");
        }
    }
}
