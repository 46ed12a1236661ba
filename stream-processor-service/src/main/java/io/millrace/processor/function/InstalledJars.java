package io.millrace.processor.function;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The jars in the directory that an operator fills. Nothing else is ever loaded. */
final class InstalledJars {
    private static final int BYTES_MAX = 32 << 20;
    private static final int SHOWN_MAX = 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,122}\\.jar");

    private final @Nullable Path directory;

    /** @param directory null, or one that is not there, holds no jar */
    InstalledJars(@Nullable Path directory) {
        this.directory = directory;
    }

    /** The bytes of a jar, and their hash. */
    record Jar(String name, byte[] bytes) {
        String sha256() {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /**
     * Reads a jar by the name of its file.
     *
     * @throws MillraceException FUNCTION_UNAVAILABLE where it is not there, INVALID_FUNCTION where it may not be loaded
     */
    Jar read(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    "'" + name + "' is no jar's name: write the name of a file in the directory of functions, letters,"
                            + " digits, '.', '_', '+' and '-', ending in .jar.");
        }
        try {
            return new Jar(name, bytes(file(name)));
        } catch (IOException e) {
            throw new MillraceException(
                    ProcessorError.FUNCTION_UNAVAILABLE,
                    "The jar " + name + " cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    /** The file itself: a link may not lead out of the directory. */
    private Path file(String name) throws IOException {
        Path file = directory == null ? null : directory.resolve(name);
        if (directory == null || file == null || !Files.isRegularFile(file)) {
            throw new MillraceException(
                    ProcessorError.FUNCTION_UNAVAILABLE, "There is no jar " + name + " here. " + shown());
        }
        Path real = file.toRealPath();
        if (!real.startsWith(directory.toRealPath())) {
            throw new MillraceException(
                    ProcessorError.INVALID_FUNCTION,
                    "The jar " + name + " is a link that leads out of the directory of functions. Copy the file.");
        }
        return real;
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new MillraceException(
                        ProcessorError.INVALID_FUNCTION,
                        "The jar " + file.getFileName() + " is larger than 32 MiB. Leave out what the function does not"
                                + " use.");
            }
            return bytes;
        }
    }

    private String shown() {
        List<String> names = names();
        if (names.isEmpty()) {
            return directory == null
                    ? "No directory of functions is set."
                    : "An operator puts it into the directory of functions of every copy of stream-processor-service.";
        }
        return "Jars are " + String.join(", ", names.subList(0, Math.min(names.size(), SHOWN_MAX)))
                + (names.size() > SHOWN_MAX ? ", …" : "") + ".";
    }

    private List<String> names() {
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
