package io.millrace.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A service on a bare socket, for everything that an HTTP server would not do: garbage, silence, breaking off, being down. */
public final class TestSocketService {
    private final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile ServerSocket server;
    private volatile Script script = TestSocketService::sayOk;

    /** What happens on a connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void play(Socket socket) throws IOException;
    }

    public TestSocketService() {
        start(0);
        port = server.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public void reset() {
        script = TestSocketService::sayOk;
        connections.set(0);
        if (server.isClosed()) {
            // The system may need a moment to give the port free.
            await().ignoreExceptions().until(() -> {
                start(port);
                return true;
            });
        }
    }

    public void play(Script next) {
        script = next;
    }

    /** How many connections were taken since the last reset. */
    public int connections() {
        return connections.get();
    }

    public void goDown() throws IOException {
        server.close();
    }

    private void start(int wanted) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            server = opened;
            Thread.ofVirtual().start(() -> accept(opened));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                Socket socket = opened.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.play(socket);
        } catch (IOException e) {
            // The other side broke off, as many tests want it to.
        }
    }

    private static void sayOk(Socket socket) throws IOException {
        readHead(socket);
        write(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    }

    /** Reads the request line and the headers, byte by byte; the body stays where it is. */
    public static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        int next = 0;
        while (head.indexOf("\r\n\r\n") < 0 && (next = socket.getInputStream().read()) >= 0) {
            head.append((char) next);
        }
        return head.toString().replace("\r", "");
    }

    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
