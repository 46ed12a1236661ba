package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that somebody else runs, named by an environment variable.
 *
 * @param name {@code kafka}, {@code postgres} or {@code redis}
 * @param host of the first address
 * @param port of the first address
 */
record ExternalServer(String name, String host, int port) {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[a-z:]+://)?(?:[^@/]*@)?([^:/,]+)(?::(\\d{1,5}))?(?:[,/?].*)?");
    private static final int CONNECT_MS_MAX = 2_000;

    /** The server that the environment names; empty where it names none. */
    static Optional<ExternalServer> kafka(SuiteSettings settings) {
        return named(settings, "kafka", "MILLRACE_KAFKA", 9092);
    }

    /** The server that the environment names; empty where it names none. */
    static Optional<ExternalServer> postgres(SuiteSettings settings) {
        return named(settings, "postgres", "MILLRACE_POSTGRES", 5432);
    }

    /** The server that the environment names; empty where it names none. */
    static Optional<ExternalServer> redis(SuiteSettings settings) {
        return named(settings, "redis", "MILLRACE_REDIS", 6379);
    }

    /** All that the environment names. */
    static List<ExternalServer> all(SuiteSettings settings) {
        return Stream.of(kafka(settings), postgres(settings), redis(settings))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<ExternalServer> named(
            SuiteSettings settings, String name, String variable, int defaultPort) {
        return settings.variable(variable).map(address -> parse(name, variable, address, defaultPort));
    }

    /** @param variable of the environment, for the message */
    static ExternalServer parse(String name, String variable, String address, int defaultPort) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            throw new LocalException(variable + " names no host and port; give it the form of the documentation,"
                    + " for example kafka.example.org:9092");
        }
        String port = matcher.group(2);
        return new ExternalServer(name, matcher.group(1), port == null ? defaultPort : Integer.parseInt(port));
    }

    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MS_MAX);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** How it is while no suite watches it. */
    ProcessStatus unwatched() {
        return ProcessStatus.of(name, port, ProcessState.STOPPED, whereItIs());
    }

    /** How it is, asked now. */
    ProcessStatus observed() {
        return answers()
                ? ProcessStatus.of(name, port, ProcessState.READY, whereItIs())
                : ProcessStatus.of(
                        name,
                        port,
                        ProcessState.RESTARTING,
                        whereItIs() + ", where nothing answers; see that it runs and can be reached from here");
    }

    private String whereItIs() {
        return "run by others at " + host + ":" + port;
    }
}
