package io.millrace.cli.suite;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The end of a log file that goes on growing, and that may be emptied when it has grown too large. */
final class LogTail {
    private static final int BYTES_MAX = 1 << 20;

    private final Path file;
    private final String prefix;
    private long position;

    /** @param prefix put before each line */
    LogTail(Path file, String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    /** Prints the last lines, out of the last MiB at most. */
    void printLast(int count, PrintWriter out) throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        position = Math.max(0, Files.size(file) - BYTES_MAX);
        List<String> lines = readLines();
        lines.subList(Math.max(0, lines.size() - count), lines.size()).forEach(line -> out.println(prefix + line));
    }

    /** Prints the whole lines that came since the last call. */
    void printNew(PrintWriter out) throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        if (Files.size(file) < position) {
            position = 0;
        }
        readLines().forEach(line -> out.println(prefix + line));
    }

    private List<String> readLines() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int length = (int) Math.min(BYTES_MAX, channel.size() - position);
            ByteBuffer bytes = ByteBuffer.allocate(Math.max(0, length));
            channel.read(bytes, position);
            int end = bytes.position();
            while (end > 0 && bytes.get(end - 1) != '\n') {
                end--;
            }
            position += end;
            return new String(bytes.array(), 0, end, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
