package io.millrace.local.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The file through which other commands see what the supervisor sees; written whole at each change. */
final class StatusFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    StatusFile(Path file) {
        this.file = file;
    }

    void write(List<ProcessStatus> statuses) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.writeString(partial, JSON.writeValueAsString(statuses));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Empty where nothing was ever started. */
    List<ProcessStatus> read() {
        try {
            return JSON.readValue(Files.readString(file), new TypeReference<List<ProcessStatus>>() {});
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
