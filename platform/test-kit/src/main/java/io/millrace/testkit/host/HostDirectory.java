package io.millrace.testkit.host;

import io.millrace.local.process.Jvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory in which test JVMs and the host of their servers find each other: {@code users/} names the builds that
 * need the servers, {@code host} the hosting process, {@code kafka}, {@code postgres} and {@code redis} hold addresses.
 */
public final class HostDirectory {
    static final List<String> SERVERS = List.of("kafka", "postgres", "redis");

    private static final long READY_MS_MAX = 180_000;
    private static final long PROBE_INTERVAL_MS = 50;

    private final Path root;

    HostDirectory(Path root) {
        this.root = root;
    }

    private static final class Shared {
        private static final HostDirectory INSTANCE = joined();

        private static HostDirectory joined() {
            HostDirectory directory = new HostDirectory(ofThisCheckout());
            directory.join(BuildProcess.ofThisJvm());
            return directory;
        }
    }

    /** The servers of this build; the first call starts them. */
    public static HostDirectory shared() {
        return Shared.INSTANCE;
    }

    /** The class path of this JVM, also where it was started with a jar that only names it. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Beside the temporary files, not under {@code target}: a clean build must not pull it away under running servers. */
    private static Path ofThisCheckout() {
        String checkout = System.getProperty("millrace.root", System.getProperty("user.dir"));
        String name =
                "millrace-test-" + System.getProperty("user.name") + "-" + Integer.toHexString(checkout.hashCode());
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }

    /** Where programs are unpacked, kept from build to build. */
    public Path binaries() {
        return root.resolve("bin");
    }

    Path data(long hostPid) {
        return root.resolve("data-" + hostPid);
    }

    Path log() {
        return root.resolve("host.log");
    }

    /** Waits until the server is ready and returns what clients need. */
    public String await(String server) {
        long deadline = System.nanoTime() + READY_MS_MAX * 1_000_000;
        try {
            while (true) {
                Path address = root.resolve(server);
                boolean hosted = host().isPresent();
                if (hosted && Files.exists(address)) {
                    return Files.readString(address);
                }
                if (!hosted || System.nanoTime() > deadline) {
                    throw new IllegalStateException(server + " for tests is not there; see " + log());
                }
                Thread.sleep(PROBE_INTERVAL_MS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + server, e);
        }
    }

    /** Names the build as a user of the servers, and starts their host where none runs. */
    void join(ProcessHandle build) {
        try {
            Files.createDirectories(root.resolve("users"));
            try (FileChannel channel = lockFile();
                    FileLock lock = channel.lock()) {
                LiveProcess.of(build).write(root.resolve("users").resolve(Long.toString(build.pid())));
                if (host().isEmpty()) {
                    forgetAddresses();
                    startHost();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True when no build needs the servers any more; then no later JVM finds this host. */
    boolean leaveIfUnused() throws IOException {
        if (isUsed()) {
            return false;
        }
        try (FileChannel channel = lockFile();
                FileLock lock = channel.lock()) {
            if (isUsed()) {
                return false;
            }
            forgetAddresses();
            Files.deleteIfExists(root.resolve("host"));
            return true;
        }
    }

    void publish(String server, String address) throws IOException {
        Path partial = Files.writeString(root.resolve(server + ".partial"), address);
        Files.move(partial, root.resolve(server), StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<ProcessHandle> host() throws IOException {
        return LiveProcess.read(root.resolve("host"));
    }

    private boolean isUsed() throws IOException {
        boolean used = false;
        try (Stream<Path> users = Files.list(root.resolve("users"))) {
            for (Path user : users.toList()) {
                if (LiveProcess.read(user).isPresent()) {
                    used = true;
                } else {
                    Files.deleteIfExists(user);
                }
            }
        }
        return used;
    }

    private void forgetAddresses() throws IOException {
        for (String server : SERVERS) {
            Files.deleteIfExists(root.resolve(server));
        }
    }

    private void startHost() throws IOException {
        String classPath = HostClassPath.kept(classPath(), root.resolve("classes"));
        List<String> command = Jvm.command(
                96,
                List.of("-XX:TieredStopAtLevel=1", "-cp", classPath),
                List.of(ServerHost.class.getName(), root.toString()));
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        LiveProcess.of(process.toHandle()).write(root.resolve("host"));
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
