package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The directory {@code .millrace}, where everything that an installation keeps on this machine lives. */
public final class Home {
    /** Homes over which this process runs a suite. */
    private static final Set<Path> HELD_HERE = new HashSet<>();

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

    /** One entry: the supervisor itself. */
    StatusFile supervisorFile() {
        return new StatusFile(root.resolve("supervisor.json"));
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
     * supervisor holds it, or this process does.
     */
    @Nullable
    HomeLock tryLock() {
        // A process loses its lock as soon as it closes any other channel to the file.
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(root)) {
                return null;
            }
            try {
                FileChannel channel = open();
                if (channel.tryLock() == null) {
                    channel.close();
                    return null;
                }
                HELD_HERE.add(root);
                return new HomeLock(root, channel);
            } catch (IOException e) {
                throw notLockable(e);
            }
        }
    }

    /** Whether a supervisor holds the lock. Several may ask at the same time. */
    boolean isLocked() {
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(root)) {
                return true;
            }
            try (FileChannel channel = open();
                    FileLock probe = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return probe == null;
            } catch (IOException e) {
                throw notLockable(e);
            }
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                root.resolve("supervisor.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    private LocalException notLockable(IOException cause) {
        return new LocalException(
                "The directory " + root + " cannot be locked (" + cause.getMessage()
                        + "); it must be on a local disk and writable",
                cause);
    }

    /** Closing it lets another supervisor in. */
    record HomeLock(Path root, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            synchronized (HELD_HERE) {
                HELD_HERE.remove(root);
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new LocalException("The lock of the home cannot be released: " + e.getMessage(), e);
                }
            }
        }
    }
}
