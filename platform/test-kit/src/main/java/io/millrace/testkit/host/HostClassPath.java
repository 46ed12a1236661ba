package io.millrace.testkit.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of the host: third-party jars where they are, Millrace's own classes as copies, because a build that runs
 * beside may write them anew under a running host.
 */
final class HostClassPath {
    private static final List<String> OWN = List.of("kernel", "local", "test-kit");

    private HostClassPath() {}

    static String kept(String classPath, Path copies) throws IOException {
        delete(copies);
        Files.createDirectories(copies);
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (isOwn(path)) {
                Path copy = copies.resolve(Integer.toString(entries.size()));
                copy(path, copy);
                entries.add(copy.toString());
            } else if (entry.endsWith(".jar") && Files.exists(path)) {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /** A jar {@code millrace-local-….jar}, or the directory {@code local/target/classes}. */
    private static boolean isOwn(Path path) {
        String name = path.toString();
        return OWN.stream()
                .anyMatch(module -> name.endsWith("/" + module + "/target/classes")
                        || (path.getFileName() != null
                                && path.getFileName().toString().startsWith("millrace-" + module + "-")));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, path.equals(from) ? to : target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
