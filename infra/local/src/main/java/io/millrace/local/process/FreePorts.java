package io.millrace.local.process;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers of tests, from below the range that systems give to outgoing connections, so that nothing takes a port
 * between the choice and the server's start.
 */
public final class FreePorts {
    private static final int FROM = 12_000;
    private static final int TO = 32_000;
    private static final int ATTEMPTS_MAX = 1_000;

    private FreePorts() {}

    /** A port on 127.0.0.1 that nobody listens on now. */
    public static int next() {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (isFree(port)) {
                return port;
            }
        }
        throw new LocalException("No port from " + FROM + " to " + TO + " is free on 127.0.0.1; end some servers");
    }

    /** Whether a server could listen on the port of 127.0.0.1 now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
