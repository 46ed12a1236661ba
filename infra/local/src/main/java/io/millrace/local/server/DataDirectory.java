package io.millrace.local.server;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A server's data directory, marked with the major version of the server that may read it. */
final class DataDirectory {
    private static final String MARKER = "millrace.version";

    private final Path path;
    private final String server;
    private final String majorVersion;

    DataDirectory(Path path, String server, String majorVersion) {
        this.path = path.toAbsolutePath();
        this.server = server;
        this.majorVersion = majorVersion;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /**
     * Creates it, readable by its owner alone, or checks that it is of this version.
     *
     * @throws LocalException when it is of another version or cannot be written
     */
    void open() {
        try {
            if (Files.notExists(path)) {
                Files.createDirectories(path);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
            Path marker = path.resolve(MARKER);
            if (Files.notExists(marker)) {
                Files.writeString(marker, majorVersion + "\n");
            }
            checkVersion(Files.readString(marker).strip());
        } catch (IOException e) {
            throw new LocalException(
                    "The data directory " + path + " of " + server + " cannot be used (" + e.getMessage()
                            + "); make it writable for this user, or set MILLRACE_HOME",
                    e);
        }
    }

    /** Why this version may not open it; empty also where it is not there yet or cannot be read, which {@link #open} tells. */
    Optional<String> obstacle() {
        try {
            Path marker = path.resolve(MARKER);
            return Files.exists(marker) ? otherVersion(Files.readString(marker).strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void checkVersion(String found) {
        otherVersion(found).ifPresent(problem -> {
            throw new LocalException(problem);
        });
    }

    private Optional<String> otherVersion(String found) {
        return found.equals(majorVersion)
                ? Optional.empty()
                : Optional.of("The data directory " + path + " was made by " + server + " " + found
                        + ", this Millrace brings " + server + " " + majorVersion
                        + "; move the directory away, or run the Millrace release that made it");
    }
}
