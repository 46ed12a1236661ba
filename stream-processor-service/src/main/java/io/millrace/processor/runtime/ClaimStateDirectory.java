package io.millrace.processor.runtime;

import io.millrace.kernel.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A state directory of its own for each copy of the service under one home, the same one after a restart: the first of {@code
 * streams/1}, {@code streams/2} … that no living process has locked.
 */
final class ClaimStateDirectory implements AutoCloseable {
    private static final int COPIES_MAX = 64;

    private final Path directory;
    private final FileChannel lock;

    private ClaimStateDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    static ClaimStateDirectory under(Path home) {
        for (int copy = 1; copy <= COPIES_MAX; copy++) {
            Path directory = home.resolve("streams").resolve(Integer.toString(copy));
            try {
                Files.createDirectories(directory);
                FileChannel channel = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (isLocked(channel)) {
                    return new ClaimStateDirectory(directory, channel);
                }
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("state directory " + directory + " cannot be used", e);
            }
        }
        throw new MillraceException(
                RuntimeError.RUNTIMES_EXHAUSTED,
                COPIES_MAX + " copies of the service already run under " + home + "; give this one another home.");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
