package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole suite as a user runs it: real processes by {@code ./millrace}, in a home and on ports of its own. */
final class Suite implements AutoCloseable {
    private static final Path ROOT =
            Path.of(System.getProperty("millrace.root", "..")).toAbsolutePath().normalize();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path home;
    private final int offset;

    private Suite(Path home, int offset) {
        this.home = home;
        this.offset = offset;
    }

    /**
     * Starts it in an empty home and returns when every part is READY and the AOT caches are recorded that a user has some
     * minutes after the first start; those of an earlier run over the same build are used.
     */
    static Suite startWithCaches(String name) throws IOException, InterruptedException {
        Path home = ROOT.resolve("system-tests/target/home-" + name);
        deleteTree(home);
        Suite suite = new Suite(home, freeOffset());
        suite.millrace(Duration.ofMinutes(5), "up", "--detach");
        Awaitility.await("AOT caches, see " + home.resolve("logs"))
                .atMost(Duration.ofMinutes(15))
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        Files.readString(home.resolve("logs/supervisor.log")).contains("AOT caches are complete"));
        return suite;
    }

    /** Runs the command line and fails where it does not exit with 0; returns what it printed on standard output. */
    String millrace(Duration timeout, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("millrace").toString()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("millrace-cli", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment());
        Process process = builder.start();
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        String output = Files.readString(log, StandardCharsets.UTF_8);
        Files.delete(log);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("millrace %s: %s", String.join(" ", arguments), output)
                .isTrue();
        return output;
    }

    Map<String, String> environment() {
        return Map.of(
                "MILLRACE_HOME", home.toString(),
                "MILLRACE_PORT_OFFSET", Integer.toString(offset),
                // What the build made is what is tested.
                "MILLRACE_BUILD", "off",
                "MILLRACE_APPS", ROOT.resolve("system-tests/target/apps").toString());
    }

    Path root() {
        return ROOT;
    }

    Path home() {
        return home;
    }

    int port(int base) {
        return base + offset;
    }

    String gateway() {
        return "http://127.0.0.1:" + port(8080);
    }

    String kafka() {
        return "127.0.0.1:" + port(29092);
    }

    String administratorToken() throws IOException {
        return Files.readString(home.resolve("token")).strip();
    }

    /** State and process id of every part, as {@code status --json} tells them. */
    Map<String, Part> parts() throws IOException, InterruptedException {
        return parts(millrace(Duration.ofSeconds(60), "status", "--json"));
    }

    /** The same from the supervisor's own file, for waiting: a JVM per look would slow down what is waited for. */
    private Map<String, Part> partsOnDisk() throws IOException {
        return parts(Files.readString(home.resolve("status.json")));
    }

    private static Map<String, Part> parts(String json) {
        Map<String, Part> parts = new LinkedHashMap<>();
        for (JsonNode node : JSON.readTree(json)) {
            parts.put(
                    node.get("name").asString(),
                    new Part(node.get("state").asString(), node.path("pid").asLong(-1)));
        }
        return parts;
    }

    /** Ends a part at once, without a chance to clean up; returns its process id. */
    long kill(String part) throws IOException, InterruptedException {
        long pid = partsOnDisk().get(part).pid();
        assertThat(new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor())
                .isZero();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
        return pid;
    }

    /** Waits until every part is READY again, the one with that process id replaced; returns how long that took. */
    Duration awaitReady(long killed, Duration atMost) {
        long start = System.nanoTime();
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> partsOnDisk().values().stream()
                        .allMatch(part -> part.state().equals("READY") && part.pid() != killed));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        millrace(Duration.ofMinutes(1), "down");
    }

    /**
     * @param state READY, STARTING, RESTARTING, FAILED or STOPPED
     * @param pid of the server's own process, -1 where it has none
     */
    record Part(String state, long pid) {}

    private static void deleteTree(Path top) throws IOException {
        if (Files.exists(top)) {
            try (Stream<Path> tree = Files.walk(top)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static int freeOffset() throws IOException {
        // Kafka's stays below the ports that systems hand out to clients, which begin at 32768.
        for (int offset = 100; offset < 3_600; offset += 50) {
            if (isFree(8080 + offset) && isFree(29092 + offset) && isFree(25432 + offset) && isFree(26379 + offset)) {
                return offset;
            }
        }
        throw new IOException("no free range of ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
