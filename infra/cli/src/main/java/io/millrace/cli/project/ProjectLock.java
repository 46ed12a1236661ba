package io.millrace.cli.project;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file {@code millrace.lock} in a project's folder: what the project created, per installation. It belongs into version
 * control, so that another checkout of the project may remove with {@code --prune} what this one created. An installation
 * is known by its public keys.
 */
final class ProjectLock {
    private static final String FILE = "millrace.lock";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final String installation;
    private final Content content;

    private ProjectLock(Path file, String installation, Content content) {
        this.file = file;
        this.installation = installation;
        this.content = content;
    }

    /** Form of the file: per installation the sorted {@code kind/name}s. */
    record Content(TreeMap<String, TreeSet<String>> created) {}

    static ProjectLock read(Path project, String installation) {
        Path file = project.resolve(FILE);
        if (Files.notExists(file)) {
            return new ProjectLock(file, installation, new Content(new TreeMap<>()));
        }
        try {
            return new ProjectLock(file, installation, JSON.readValue(Files.readString(file), Content.class));
        } catch (IOException | JacksonException e) {
            throw new LocalException(
                    file + " cannot be read (" + e.getMessage() + "); restore it from version control", e);
        }
    }

    /** Whether it is known what this project created in this installation. */
    boolean knowsInstallation() {
        return content.created().containsKey(installation);
    }

    SortedSet<Remembered> created() {
        SortedSet<Remembered> created =
                new TreeSet<>(Comparator.comparing(Remembered::kindOf).thenComparing(Remembered::name));
        for (String entry : content.created().getOrDefault(installation, new TreeSet<>())) {
            int slash = entry.indexOf('/');
            created.add(new Remembered(entry.substring(0, slash), entry.substring(slash + 1)));
        }
        return created;
    }

    /** Writes the file where something changes; where it cannot be written that is told. */
    void update(Collection<Remembered> added, Collection<Remembered> removed) {
        if (added.isEmpty() && removed.isEmpty() && knowsInstallation()) {
            return;
        }
        TreeSet<String> entries = content.created().computeIfAbsent(installation, key -> new TreeSet<>());
        added.forEach(one -> entries.add(one.kind() + "/" + one.name()));
        removed.forEach(one -> entries.remove(one.kind() + "/" + one.name()));
        try {
            Files.writeString(file, JSON.writeValueAsString(content) + "\n");
        } catch (IOException e) {
            throw new LocalException(
                    "The project is applied, but " + file + " cannot be written (" + e.getMessage()
                            + "); make it writable, or --prune will not know what the project created",
                    e);
        }
    }
}
