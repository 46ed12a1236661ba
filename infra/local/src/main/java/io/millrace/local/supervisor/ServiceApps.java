package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the services that the build made. */
final class ServiceApps {
    private ServiceApps() {}

    /** @throws LocalException when the build has not made its jar */
    static ServiceApp of(SuiteSettings settings, ServiceName service) {
        Path apps = settings.variable("MILLRACE_APPS")
                .map(Path::of)
                .orElse(settings.home().apps());
        List<String> options = settings.variable("MILLRACE_JAVA_OPTIONS")
                .map(text -> List.of(text.split("\\s+")))
                .orElse(List.of());
        return new ServiceApp(service, jar(settings.root(), service), apps.toAbsolutePath(), options);
    }

    private static Path jar(Path root, ServiceName service) {
        Path target = root.resolve(service.moduleName()).resolve("target");
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            return files.filter(file -> isJarOf(service, file.getFileName().toString()))
                    .findFirst()
                    .orElseThrow(() -> new LocalException("There is no jar of " + service.moduleName() + " in " + target
                            + "; build it with ./mvnw -DskipTests package"));
        } catch (IOException e) {
            throw new LocalException(target + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isJarOf(ServiceName service, String file) {
        return file.startsWith(service.moduleName() + "-")
                && file.endsWith(".jar")
                && !file.endsWith("-sources.jar")
                && !file.endsWith("-javadoc.jar");
    }
}
