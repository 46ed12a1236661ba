package io.millrace.local.supervisor;

import io.millrace.local.process.FreePorts;
import io.millrace.local.process.PortHolder;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in the way of a start, found before anything is started; all at once, one line each with its mend. */
final class Preflight {
    static final long DISK_FREE_MIN_MEBIBYTES = 1_024;
    static final long OPEN_FILES_MIN = 4_096;
    static final int JDK_MIN = 25;

    private final Home home;

    Preflight(Home home) {
        this.home = home;
    }

    /** @param ports names by port of everything that will listen */
    List<String> problems(Map<Integer, String> ports) {
        List<String> problems = new ArrayList<>();
        jdk(Runtime.version().feature()).ifPresent(problems::add);
        disk().ifPresent(problems::add);
        openFiles(openFilesMax()).ifPresent(problems::add);
        ports.forEach((port, name) -> port(port, name).ifPresent(problems::add));
        return problems;
    }

    static Optional<String> jdk(int feature) {
        return feature >= JDK_MIN
                ? Optional.empty()
                : Optional.of("Java " + feature + " runs this, Java " + JDK_MIN
                        + " is needed; install a JDK 25 and set JAVA_HOME to it");
    }

    static Optional<String> port(int port, String name) {
        return FreePorts.isFree(port)
                ? Optional.empty()
                : Optional.of("Port " + port + ", which " + name + " needs, is taken by " + PortHolder.describe(port)
                        + "; end that process, or set MILLRACE_PORT_OFFSET=100 to shift all ports");
    }

    static Optional<String> openFiles(long openFilesMax) {
        return openFilesMax >= OPEN_FILES_MIN
                ? Optional.empty()
                : Optional.of(
                        "This shell allows " + openFilesMax + " open files, Kafka needs at least " + OPEN_FILES_MIN
                                + "; run 'ulimit -n 65536' first, or raise the limit in /etc/security/limits.conf");
    }

    static Optional<String> diskFree(Path home, long freeMebibytes) {
        return freeMebibytes >= DISK_FREE_MIN_MEBIBYTES
                ? Optional.empty()
                : Optional.of("The disk of " + home + " has " + freeMebibytes + " MiB left, at least "
                        + DISK_FREE_MIN_MEBIBYTES + " MiB are needed; free some, or set MILLRACE_HOME to another disk");
    }

    private Optional<String> disk() {
        try {
            FileStore store = Files.getFileStore(home.root());
            return diskFree(home.root(), store.getUsableSpace() >> 20);
        } catch (IOException e) {
            return Optional.of("The disk of " + home.root() + " cannot be asked for its free space: " + e.getMessage());
        }
    }

    /** The hard limit, to which the JVM raises its own; unlimited where the system does not tell. */
    private static long openFilesMax() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    String hard =
                            line.substring("Max open files".length()).strip().split("\\s+")[1];
                    return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
                }
            }
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
        return Long.MAX_VALUE;
    }
}
