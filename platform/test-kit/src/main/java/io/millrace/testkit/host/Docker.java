package io.millrace.testkit.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be run here. Testcontainers is asked only where something points to an engine. */
final class Docker {
    private Docker() {}

    static boolean answers() {
        return isLikely() && DockerClientFactory.instance().isDockerAvailable();
    }

    private static boolean isLikely() {
        Path home = Path.of(System.getProperty("user.home"));
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/nowhere");
        return System.getenv("DOCKER_HOST") != null
                || List.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(runtime, "docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"),
                                home.resolve(".testcontainers.properties"))
                        .stream()
                        .anyMatch(Files::exists);
    }
}
