package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The directory {@code .millrace}, where everything that an installation keeps on this machine lives. */
public final class Home {
    private final Path root;

    public Home(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    public Path root() {
        return root;
    }

    /** The administrator token. */
    public Path token() {
        return root.resolve("token");
    }

    /** The log of a server or service, or {@code supervisor}. */
    public Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    Path keys() {
        return root.resolve("keys");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path data(String server) {
        return root.resolve("data").resolve(server);
    }

    Path binaries() {
        return root.resolve("bin");
    }

    Path apps() {
        return root.resolve("apps");
    }

    Path supervisorPid() {
        return root.resolve("supervisor.pid");
    }

    StatusFile statusFile() {
        return new StatusFile(root.resolve("status.json"));
    }

    /** Makes the directory, readable by its owner alone. */
    void create() {
        try {
            if (Files.notExists(root)) {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
            Files.createDirectories(root.resolve("logs"));
        } catch (IOException e) {
            throw new LocalException(
                    "The directory " + root + " cannot be made (" + e.getMessage()
                            + "); make its parent writable, or set MILLRACE_HOME",
                    e);
        }
    }

    /**
     * The right to run a suite over this home, held until the process ends or the lock is closed; null where another
     * supervisor holds it.
     */
    @Nullable
    HomeLock tryLock() {
        try {
            FileChannel channel = FileChannel.open(
                    root.resolve("supervisor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return null;
            }
            return new HomeLock(channel);
        } catch (IOException e) {
            throw new LocalException("The directory " + root + " cannot be locked (" + e.getMessage()
                    + "); it must be on a local disk and writable");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Closing it lets another supervisor in. */
    record HomeLock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new LocalException("The lock of the home cannot be released: " + e.getMessage(), e);
            }
        }
    }
}
