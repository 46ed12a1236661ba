package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTests {
    @TempDir
    Path directory;

    /** Run by another JVM: exit code 3 where the home is locked. */
    public static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            System.exit(new Home(Path.of(args[0])).isLocked() ? 3 : 0);
        }
    }

    @Test
    void whoHoldsTheLockMayAskForItWithoutLosingIt() throws Exception {
        Home home = new Home(directory);
        Home.HomeLock lock = home.tryLock();
        assertThat(lock).isNotNull();
        assertThat(home.isLocked()).isTrue();
        assertThat(new Home(directory).tryLock()).isNull();
        assertThat(probe()).as("another process still sees it").isEqualTo(3);

        lock.close();
        assertThat(home.isLocked()).isFalse();
        assertThat(probe()).isZero();
    }

    private int probe() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }
}
