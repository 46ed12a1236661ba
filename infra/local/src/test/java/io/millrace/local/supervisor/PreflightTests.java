package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTests {
    @TempDir
    Path home;

    @Test
    void aTakenPortNamesItsHolderAndTheMend() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String problem = Preflight.port(socket.getLocalPort(), "kafka").orElseThrow();
            assertThat(problem)
                    .startsWith("Port " + socket.getLocalPort() + ", which kafka needs, is taken by ")
                    .contains("MILLRACE_PORT_OFFSET")
                    .doesNotContain("\n");
            if (Files.exists(Path.of("/proc/net/tcp"))) {
                assertThat(problem)
                        .contains("process " + ProcessHandle.current().pid() + " (");
            }
        }
    }

    @Test
    void allProblemsAreNamedAtOnce() throws Exception {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new Preflight(new Home(home))
                            .problems(Map.of(one.getLocalPort(), "kafka", two.getLocalPort(), "gateway")))
                    .hasSize(2);
        }
    }

    @Test
    void anOldJavaIsRefused() {
        assertThat(Preflight.jdk(21))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("Java 21")
                        .contains("Java 25 is needed")
                        .contains("JAVA_HOME"));
        assertThat(Preflight.jdk(25)).isEmpty();
        assertThat(Preflight.jdk(26)).isEmpty();
    }

    @Test
    void aNearlyFullDiskIsRefused() {
        assertThat(Preflight.diskFree(home, 100))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("100 MiB left").contains("MILLRACE_HOME"));
        assertThat(Preflight.diskFree(home, Preflight.DISK_FREE_MIN_MEBIBYTES)).isEmpty();
    }

    @Test
    void tooFewOpenFilesAreRefused() {
        assertThat(Preflight.openFiles(1_024))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("1024").contains("ulimit -n 65536"));
        assertThat(Preflight.openFiles(Preflight.OPEN_FILES_MIN)).isEmpty();
    }
}
