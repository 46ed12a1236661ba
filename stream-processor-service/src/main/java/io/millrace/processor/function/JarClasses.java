package io.millrace.processor.function;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one jar, which see the JDK and each other. They are defined from the very bytes that were hashed, so that a
 * file that is replaced later changes nothing; no file stays open, and what nobody calls any more is collected.
 */
final class JarClasses extends ClassLoader {
    private static final int ENTRIES_MAX = 20_000;
    private static final int INFLATED_MAX = 64 << 20;

    static {
        registerAsParallelCapable();
    }

    private final String jar;
    private final Map<String, byte[]> entries;

    private JarClasses(String jar, Map<String, byte[]> entries) {
        super(jar, ClassLoader.getPlatformClassLoader());
        this.jar = jar;
        this.entries = entries;
    }

    /** @throws MillraceException INVALID_FUNCTION where the bytes are no jar, or hold too much */
    static JarClasses of(String jar, byte[] bytes) {
        Map<String, byte[]> entries = new HashMap<>();
        long inflated = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes((int) (INFLATED_MAX - inflated + 1));
                inflated += content.length;
                if (inflated > INFLATED_MAX || entries.size() >= ENTRIES_MAX) {
                    throw invalid(jar, "it holds more than " + ENTRIES_MAX + " entries or 64 MiB");
                }
                if (!entry.isDirectory()) {
                    entries.putIfAbsent(entry.getName(), content);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(jar, e.getMessage());
        }
        if (entries.isEmpty()) {
            throw invalid(jar, "it holds nothing");
        }
        return new JarClasses(jar, entries);
    }

    private static MillraceException invalid(String jar, @Nullable String why) {
        return new MillraceException(ProcessorError.INVALID_FUNCTION, jar + " cannot be read as a jar: " + why + ".");
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = entries.get(name.replace('.', '/') + ".class");
        if (bytes == null) {
            throw new ClassNotFoundException(name + " is not in " + jar);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        InputStream known = super.getResourceAsStream(name);
        byte[] own = entries.get(name);
        return known == null && own != null ? new ByteArrayInputStream(own) : known;
    }
}
