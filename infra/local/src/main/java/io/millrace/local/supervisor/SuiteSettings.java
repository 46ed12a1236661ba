package io.millrace.local.supervisor;

import io.millrace.kernel.Namespace;
import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the process environment says about a suite on this machine.
 *
 * @param root the checkout or distribution in which the services' jars are
 * @param home where data, secrets and logs live ({@code MILLRACE_HOME})
 * @param portOffset added to every port ({@code MILLRACE_PORT_OFFSET}), 0 to 36,000
 * @param namespace prefix in shared servers ({@code MILLRACE_NAMESPACE})
 * @param environment all variables, for those that only one server needs
 */
public record SuiteSettings(
        Path root, Home home, int portOffset, Namespace namespace, Map<String, String> environment) {
    static final int KAFKA_PORT = 29_092;
    static final int KAFKA_CONTROLLER_PORT = 29_093;
    static final int POSTGRES_PORT = 25_432;
    static final int REDIS_PORT = 26_379;

    private static final int OFFSET_MAX = 36_000;

    public SuiteSettings {
        environment = Map.copyOf(environment);
    }

    /** @throws LocalException when a variable has a value that is not allowed */
    public static SuiteSettings of(Map<String, String> environment, Path root) {
        String home = environment.getOrDefault("MILLRACE_HOME", "");
        Path homePath = home.isBlank() ? root.resolve(".millrace") : Path.of(home.strip());
        return new SuiteSettings(
                root,
                new Home(homePath),
                offset(environment.getOrDefault("MILLRACE_PORT_OFFSET", "0").strip()),
                namespace(environment.getOrDefault("MILLRACE_NAMESPACE", "").strip()),
                environment);
    }

    public int port(ServiceName service) {
        return service.port() + portOffset;
    }

    /** The port of the embedded {@code kafka}, {@code postgres} or {@code redis}. */
    int serverPort(int basePort) {
        return basePort + portOffset;
    }

    /** The value of a variable of the environment; empty where it is not set, or blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static int offset(String text) {
        try {
            int offset = Integer.parseInt(text.isEmpty() ? "0" : text);
            if (offset >= 0 && offset <= OFFSET_MAX) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new LocalException("MILLRACE_PORT_OFFSET is '" + text + "'; set a number from 0 to " + OFFSET_MAX);
    }

    private static Namespace namespace(String text) {
        try {
            return new Namespace(text);
        } catch (IllegalArgumentException e) {
            throw new LocalException(String.valueOf(e.getMessage()), e);
        }
    }
}
