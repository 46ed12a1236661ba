package io.millrace.testkit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, known again by its id and its start.
 *
 * @param pid process id
 * @param start epoch milliseconds, 0 where the system does not tell
 */
record LiveProcess(long pid, long start) {

    static LiveProcess of(ProcessHandle process) {
        return new LiveProcess(process.pid(), startOf(process));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, pid + " " + start);
    }

    /** The process that the file names, if it is still alive. */
    static Optional<ProcessHandle> read(Path file) throws IOException {
        String[] words;
        try {
            words = Files.readString(file).split(" ");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (words.length != 2) {
            return Optional.empty();
        }
        long start = Long.parseLong(words[1]);
        return ProcessHandle.of(Long.parseLong(words[0]))
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process) == start);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
