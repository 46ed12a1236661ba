package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionLibraryTests {
    private static final String TWICE = """
            package com.acme;
            public class Twice {
                public static long eval(long x) { return 2 * x; }
            }
            """;

    @TempDir
    private Path directory;

    private FunctionLibrary library;

    @BeforeEach
    void install() throws Exception {
        TestJars.write(directory.resolve("acme-1.0.jar"), TWICE);
        library = FunctionLibrary.in(directory);
    }

    private MillraceException refused(String className, String jar) {
        return catchThrowableOfType(MillraceException.class, () -> library.find(className, jar));
    }

    private MillraceException refusedClass(String body) throws Exception {
        TestJars.write(directory.resolve("wrong.jar"), "package com.acme; public class Wrong { " + body + " }");
        return refused("com.acme.Wrong", "wrong.jar");
    }

    @Test
    void findsAClassByItsJarAndSharesItsClassesByHash() throws Exception {
        FunctionLibrary.Found found = library.find("com.acme.Twice", "acme-1.0.jar");
        Files.copy(directory.resolve("acme-1.0.jar"), directory.resolve("copy.jar"));

        assertThat(found.sha256()).matches("[0-9a-f]{64}");
        assertThat(found.function().methods().getFirst().signature()).isEqualTo("(BIGINT)");
        assertThat(library.load("com.acme.Twice", "copy.jar", found.sha256()).type())
                .isSameAs(found.function().type());
        assertThat(found.function().type().getClassLoader().getParent()).isSameAs(ClassLoader.getPlatformClassLoader());
    }

    @Test
    void tellsWhichJarIsNeededWhereItIsGoneOrAnother() throws Exception {
        String sha256 = library.find("com.acme.Twice", "acme-1.0.jar").sha256();
        byte[] bytes = Files.readAllBytes(directory.resolve("acme-1.0.jar"));
        TestJars.write(directory.resolve("acme-1.0.jar"), TWICE.replace("2 *", "3 *"));

        MillraceException changed = catchThrowableOfType(
                MillraceException.class, () -> library.load("com.acme.Twice", "acme-1.0.jar", sha256));
        Files.delete(directory.resolve("acme-1.0.jar"));
        MillraceException gone = catchThrowableOfType(
                MillraceException.class, () -> library.load("com.acme.Twice", "acme-1.0.jar", sha256));
        Files.write(directory.resolve("acme-1.0.jar"), bytes);

        assertThat(changed.code()).isEqualTo(ProcessorError.FUNCTION_UNAVAILABLE);
        assertThat(changed.detail())
                .contains("com.acme.Twice of the jar acme-1.0.jar with SHA-256 " + sha256 + " is needed")
                .contains("resume");
        assertThat(gone.detail()).contains("There is no jar acme-1.0.jar here").contains(sha256);
        assertThatCode(() -> library.load("com.acme.Twice", "acme-1.0.jar", sha256))
                .doesNotThrowAnyException();
    }

    @Test
    void takesNoFileFromElsewhere() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        TestJars.write(outside.resolve("far.jar"), TWICE);
        Files.createSymbolicLink(directory.resolve("link.jar"), outside.resolve("far.jar"));
        Files.createDirectory(directory.resolve("v1"));
        Files.copy(directory.resolve("acme-1.0.jar"), directory.resolve("v1/acme.jar"));
        Files.createSymbolicLink(directory.resolve("acme.jar"), Path.of("v1/acme.jar"));

        assertThat(refused("com.acme.Twice", "link.jar").detail()).contains("leads out of the directory");
        for (String name : new String[] {"../" + outside.getFileName() + "/far.jar", "v1/acme.jar", ".jar", "a.zip"}) {
            assertThat(refused("com.acme.Twice", name).code()).isEqualTo(ProcessorError.INVALID_FUNCTION);
        }
        assertThatCode(() -> library.find("com.acme.Twice", "acme.jar")).doesNotThrowAnyException();
    }

    @Test
    void hasNothingWithoutADirectory() {
        library = FunctionLibrary.in(directory.resolve("absent"));
        assertThat(refused("com.acme.Twice", "acme-1.0.jar").code()).isEqualTo(ProcessorError.FUNCTION_UNAVAILABLE);
        library = FunctionLibrary.none();
        assertThat(refused("com.acme.Twice", "acme-1.0.jar").detail()).contains("No directory of functions is set");
    }

    @Test
    void refusesWhatIsNoJar() throws Exception {
        Files.writeString(directory.resolve("text.jar"), "no jar");
        assertThat(refused("com.acme.Twice", "text.jar").detail()).contains("cannot be read as a jar");
        assertThat(refused("com.acme.Thrice", "acme-1.0.jar").detail()).contains("There is no class com.acme.Thrice");
        assertThat(refused("java.lang.Math", "acme-1.0.jar").detail()).contains("cannot be a function's class");
        assertThat(refused("Twice", "acme-1.0.jar").detail()).contains("with its package");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public static int eval(long x) { return 1; }|write long",
                "public static long eval(java.time.LocalDateTime x) { return 1; }|write Instant, for timestamps are UTC",
                "public static long eval(Object x) { return 1; }|types are boolean, long",
                "public static void eval(long x) { }|void is no type of SQL here",
                "public static long eval(long... x) { return 1; }|long[] is no type of SQL here",
                "static long eval(long x) { return 1; }|needs 1 to 32",
                "public static long eval(long x) { return 1; } public static long eval(Long x) { return 1; }|keep one",
                "public Wrong(int x) { } public long eval(long x) { return 1; }|a public constructor without",
                "public static <T> long eval(long x) { return 1; }|has type parameters",
                "public static long eval(long a, long b, long c, long d, long e, long f, long g, long h, long i)"
                        + " { return 1; }|more than 8 parameters",
            })
    void refusesAClassThatIsNoFunction(String body, String why) throws Exception {
        MillraceException refused = refusedClass(body);
        assertThat(refused.code()).isEqualTo(ProcessorError.INVALID_FUNCTION);
        assertThat(refused.detail()).contains(why);
    }
}
