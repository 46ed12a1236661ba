package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
}
