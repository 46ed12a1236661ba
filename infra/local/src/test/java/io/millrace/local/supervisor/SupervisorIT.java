package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.LocalException;
import io.millrace.local.process.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorIT {
    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration GONE_MAX = Duration.ofSeconds(25);

    @TempDir
    Path directory;

    private FakeCheckout checkout;
    private Suite suite;
    private Process supervisor;

    @BeforeEach
    void startSupervisor() throws IOException {
        checkout = FakeCheckout.in(directory);
        suite = new Suite(checkout.settings());
        supervisor = spawn();
        awaitAllReady();
    }

    @AfterEach
    void endSupervisor() throws InterruptedException {
        List<ProcessHandle> processes = processes();
        suite.down(Duration.ofSeconds(60));
        awaitGone(processes);
    }

    @Test
    void killedProcessesComeBackWithinThirtySecondsAndTheDataIsKept() throws Exception {
        for (String name : List.of("gateway", "redis", "postgres", "kafka")) {
            long before = pid(name);
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(status(name))
                            .matches(status -> status.state() == ProcessState.READY)
                            .matches(status -> !Objects.equals(status.pid(), before)));
        }
        assertThatThrownBy(() -> Supervisor.start(checkout.settings(), line -> {}))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("already runs")
                .hasMessageContaining("millrace down");
    }

    @Test
    void aKilledSupervisorLeavesNoOrphanAndTheNextOneStarts() throws Exception {
        List<ProcessHandle> processes = processes();
        assertThat(processes).hasSize(10);
        supervisor.destroyForcibly().waitFor();
        awaitGone(processes);
        assertThat(suite.statuses()).allMatch(status -> status.state() == ProcessState.STOPPED);

        String token = Files.readString(checkout.settings().home().token());
        supervisor = spawn();
        awaitAllReady();
        assertThat(Files.readString(checkout.settings().home().token())).isEqualTo(token);
    }

    private Process spawn() throws IOException {
        List<String> command = Jvm.command(
                64,
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
                List.of(SupervisorProgram.class.getName(), checkout.root().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(checkout.environment());
        return builder.start();
    }

    private void awaitAllReady() {
        await().atMost(READY_MAX)
                .untilAsserted(() -> assertThat(suite.statuses())
                        .hasSize(10)
                        .allMatch(status -> status.state() == ProcessState.READY));
    }

    private static void awaitGone(List<ProcessHandle> processes) {
        await().atMost(GONE_MAX).untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }

    private List<ProcessHandle> processes() {
        return suite.statuses().stream()
                .map(ProcessStatus::pid)
                .filter(Objects::nonNull)
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .toList();
    }

    private ProcessStatus status(String name) {
        return suite.statuses().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long pid(String name) {
        return Objects.requireNonNull(status(name).pid());
    }
}
