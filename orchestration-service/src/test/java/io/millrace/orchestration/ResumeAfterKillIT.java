package io.millrace.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real processes, killed with SIGKILL while a step's call is being made. */
class ResumeAfterKillIT {
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private Map<String, String> settings;
    private StepTarget target;

    @BeforeEach
    void prepare() {
        settings = ServiceUnderTest.settings(TestServers.uniqueNamespace());
        target = StepTarget.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        target.close();
    }

    @Test
    void anotherCopyGoesOnUnderTheSameKey() throws Exception {
        Copy first = startCopy("first");
        assertThat(first.api("workflows")
                        .put("/api/workflows/durable", """
                kind: Workflow
                name: durable
                on: manual
                steps:
                  before: {uses: http, url: '%s'}
                  during: {uses: http, url: '%s', needs: before, timeout: 10 minutes}
                  after: {uses: http, url: '%s', needs: during}
                """.formatted(
                                        target.url("/ok?before"), target.url("/hang?during"), target.url("/ok?after")))
                        .statusCode())
                .isEqualTo(201);
        String run = JsonMapper.shared()
                .readTree(
                        first.api("operate").post("/api/workflows/durable/runs").body())
                .get("id")
                .asString();
        await().atMost(START).until(() -> target.keys("/hang?during").size() == 1);

        first.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        target.release();
        Copy second = startCopy("second");

        JsonNode ended = await().atMost(START)
                .until(
                        () -> second.api("operate").get("/api/runs/" + run).json(),
                        now -> now.get("state").asString().equals("SUCCEEDED"));
        assertThat(target.keys("/hang?during")).containsExactly(run + ".during.1", run + ".during.1");
        assertThat(target.keys("/ok?before")).hasSize(1);
        assertThat(target.keys("/ok?after")).hasSize(1);
        assertThat(ended.get("steps").get(1).get("attempts").asInt()).isEqualTo(2);
        assertThat(second.api("operate").get("/api/runs/" + run + "/logs").body())
                .contains("Attempt 1 was interrupted and its end is unknown");
    }

    private record Copy(Process process, int port) {
        Api api(String scopes) {
            return new Api("http://127.0.0.1:" + port, scopes);
        }
    }

    private Copy startCopy(String name) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OrchestrationApplication.class.getName(),
                "--server.port=" + port,
                "--millrace.copy=" + name));
        settings.forEach((key, value) -> command.add("--" + key + "=" + value));
        Path log = directory.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        Copy copy = new Copy(process, port);
        await().atMost(START).until(() -> isReady(copy, log));
        return copy;
    }

    private static boolean isReady(Copy copy, Path log) throws IOException {
        if (!copy.process().isAlive()) {
            throw new IllegalStateException("the copy ended:\n" + Files.readString(log));
        }
        try {
            return copy.api("").get("/actuator/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
