package io.millrace.processor.function;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes jars of Java text, the same bytes of the same text. */
public final class TestJars {
    private static final String CLASS = "(?s).*?package ([\\w.]+);.*?public [\\w ]*?(?:class|interface|enum) (\\w+).*";
    private static final LocalDateTime TIME = LocalDateTime.of(2001, 1, 1, 0, 0);

    private TestJars() {}

    /** @param sources one public class each */
    public static void write(Path jar, String... sources) throws IOException {
        Path classes = Files.createTempDirectory("classes");
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : sources) {
            files.add(new Source(source.replaceAll(CLASS, "$1.$2"), source));
        }
        List<String> options = List.of("-d", classes.toString(), "-proc:none", "-nowarn");
        if (!ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, files)
                .call()) {
            throw new IllegalArgumentException("the sources do not compile");
        }
        pack(jar, classes);
    }

    private static void pack(Path jar, Path classes) throws IOException {
        try (Stream<Path> found = Files.walk(classes);
                OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : found.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
