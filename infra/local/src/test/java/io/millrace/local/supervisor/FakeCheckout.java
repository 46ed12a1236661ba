package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.process.FreePorts;
import io.millrace.local.process.StdinWatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;

/** A checkout whose services are {@link FakeService}s, and an offset at which all ports are free. */
record FakeCheckout(Path root, Path home, int portOffset) {

    static FakeCheckout in(Path directory) throws IOException {
        Path root = directory.resolve("checkout");
        for (ServiceName service : ServiceName.values()) {
            Path target =
                    Files.createDirectories(root.resolve(service.moduleName()).resolve("target"));
            writeJar(target.resolve(service.moduleName() + "-0.1.0-SNAPSHOT.jar"));
            Files.writeString(target.resolve("port"), Integer.toString(service.port()));
        }
        return new FakeCheckout(root, directory.resolve("home"), freeOffset());
    }

    Map<String, String> environment() {
        return Map.of(
                "MILLRACE_HOME", home.toString(),
                "MILLRACE_PORT_OFFSET", Integer.toString(portOffset),
                "MILLRACE_AOT", "off");
    }

    SuiteSettings settings() {
        return SuiteSettings.of(environment(), root);
    }

    private static int freeOffset() {
        for (int i = 0; i < 200; i++) {
            int offset = ThreadLocalRandom.current().nextInt(2_000, 3_500);
            if (IntStream.of(8080, 8081, 8082, 8083, 8084, 8085, 8086, 25432, 26379, 29092, 29093)
                    .allMatch(port -> FreePorts.isFree(port + offset))) {
                return offset;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : List.of(FakeService.class, StdinWatch.class, LocalException.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }
}
