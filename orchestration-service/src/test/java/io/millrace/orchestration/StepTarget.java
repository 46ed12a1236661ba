package io.millrace.orchestration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What steps call: remembers the Idempotency-Keys per address; fails or hangs where it is told to. */
final class StepTarget implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, List<String>> keys = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private volatile CountDownLatch release = new CountDownLatch(1);

    private StepTarget(HttpServer server) {
        this.server = server;
    }

    static StepTarget start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            StepTarget target = new StepTarget(server);
            server.createContext("/", target::answer);
            server.start();
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + pathAndQuery;
    }

    void failFirst(String path, int times) {
        failures.put(path, new AtomicInteger(times));
    }

    /** Keys in the order of the calls to that path and query. */
    List<String> keys(String pathAndQuery) {
        return keys.getOrDefault(pathAndQuery, List.of());
    }

    /** Lets the calls that hang be answered, and all later ones at once. */
    void release() {
        release.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String address = exchange.getRequestURI().toString();
        keys.computeIfAbsent(address, a -> new CopyOnWriteArrayList<>())
                .add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        if (address.startsWith("/hang")) {
            try {
                release.await();
            } catch (InterruptedException e) {
                return;
            }
        }
        AtomicInteger left = failures.get(address);
        int status = left != null && left.getAndDecrement() > 0 ? 500 : 200;
        byte[] body = ("answer of " + address).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
