package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.process.Jvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A service's jar, extracted once per build of it, which starts faster than nested jars do and is what an AOT cache needs.
 * The directory is named by the jar's size and time; those of earlier builds are removed.
 */
final class ServiceApp {
    private static final int EXTRACT_SECONDS_MAX = 120;
    private static final String JAR = "app.jar";

    private final ServiceName service;
    private final Path jar;
    private final Path apps;
    private final List<String> extraOptions;

    /**
     * @param jar the executable jar that the build made
     * @param apps where extracted jars are kept
     * @param extraOptions JVM options of the user, last on the command line
     */
    ServiceApp(ServiceName service, Path jar, Path apps, List<String> extraOptions) {
        this.service = service;
        this.jar = jar;
        this.apps = apps;
        this.extraOptions = List.copyOf(extraOptions);
    }

    String name() {
        return service.moduleName();
    }

    /** Extracts the jar unless that was done. */
    synchronized void extract() {
        Path directory = directory();
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Path partial = apps.resolve(name() + ".partial");
            delete(partial);
            Files.createDirectories(apps);
            run(List.of(
                    Jvm.java(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Djarmode=tools",
                    "-jar",
                    jar.toString(),
                    "extract",
                    "--destination",
                    partial.toString()));
            Files.move(partial.resolve(jar.getFileName()), partial.resolve(JAR));
            removeEarlierBuilds();
            Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalException(
                    jar + " cannot be extracted into " + apps + " (" + e.getMessage()
                            + "); see that the disk is not full, or build it again with ./mvnw -DskipTests package",
                    e);
        }
    }

    /** The command of the service; with its AOT cache where that was recorded. */
    List<String> command() {
        List<String> command = new ArrayList<>(ServiceJvm.of(service).command(extraOptions));
        if (hasCache()) {
            command.add("-XX:AOTCache=" + cache());
        }
        command.addAll(program());
        return command;
    }

    /** The command that starts the service up to the point where it would take requests, and writes the cache. */
    List<String> recordingCommand(Path target) {
        List<String> command = new ArrayList<>(ServiceJvm.of(service).recordingCommand(extraOptions));
        command.add("-XX:AOTCacheOutput=" + target);
        command.add("-Dspring.context.exit=onRefresh");
        command.addAll(program());
        return command;
    }

    /** The command that answers one question and ends, with the quick compiler alone: nothing in it gets hot. */
    List<String> questionCommand() {
        List<String> command = new ArrayList<>(ServiceJvm.of(service).recordingCommand(extraOptions));
        if (hasCache()) {
            command.add("-XX:AOTCache=" + cache());
        }
        // Standard output is the answer, and nothing that the JVM has to say of itself.
        command.add("-Xlog:disable");
        command.add("-Xlog:all=warning:stderr");
        command.addAll(program());
        command.add("check");
        return command;
    }

    boolean hasCache() {
        return Files.exists(cache());
    }

    Path cache() {
        return directory().resolve("app.aot");
    }

    private List<String> program() {
        return List.of("-jar", directory().resolve(JAR).toString());
    }

    private Path directory() {
        try {
            long time = Files.getLastModifiedTime(jar).toMillis();
            return apps.resolve(name() + "-" + Long.toHexString(Files.size(jar)) + "-" + Long.toHexString(time));
        } catch (IOException e) {
            throw new LocalException(jar + " is not there; build it with ./mvnw -DskipTests package", e);
        }
    }

    private void removeEarlierBuilds() throws IOException {
        try (Stream<Path> paths = Files.list(apps)) {
            for (Path path : paths.filter(this::isEarlierBuild).toList()) {
                delete(path);
            }
        }
    }

    private boolean isEarlierBuild(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(name() + "-") && name.substring(name().length()).matches("-[0-9a-f]+-[0-9a-f]+");
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(Redirect.PIPE)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
        try {
            if (!process.waitFor(EXTRACT_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("it took longer than " + EXTRACT_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue());
        }
    }

    private static void delete(Path directory) throws IOException {
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
