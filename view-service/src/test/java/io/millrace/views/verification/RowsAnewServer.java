package io.millrace.views.verification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.RowsAnew;
import io.millrace.api.view.ViewLineage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** Plays the part of stream-processor-service for one view: it remembers which rows the view had at which position. */
final class RowsAnewServer implements AutoCloseable {
    static final ViewLineage LINEAGE =
            new ViewLineage("v", 1, "ab".repeat(32), List.of(new ViewLineage.Contract("orders", "shop", "1.2.0")));

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final Map<String, Map<String, String>> history = new ConcurrentHashMap<>();
    final AtomicInteger readings = new AtomicInteger();
    volatile List<RowsAnew.RemovedStart> removed = List.of();
    volatile String problem = "";
    private final HttpServer server;
    private final PublishedView view;

    RowsAnewServer(PublishedView view) throws IOException {
        this.view = view;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = path.endsWith("/lineage")
                    ? JSON.writeValueAsBytes(LINEAGE)
                    : path.endsWith("/rows-anew") ? rows(exchange) : new byte[0];
            int status = body.length == 0 ? 404 : problem.isEmpty() || path.endsWith("/lineage") ? 200 : 409;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private byte[] rows(HttpExchange exchange) throws IOException {
        RowsAnew.Question question = JSON.readValue(exchange.getRequestBody().readAllBytes(), RowsAnew.Question.class);
        readings.incrementAndGet();
        if (!problem.isEmpty()) {
            return JSON.writeValueAsBytes(Map.of("code", problem, "detail", "So it is."));
        }
        List<Object> lines = new ArrayList<>(List.of(
                Map.of("eventsRead", 0, "eventsToRead", 1), new RowsAnew.OfLine(new RowsAnew.Of(view, LINEAGE))));
        Map<String, String> before = Map.of();
        for (String position : question.positions()) {
            Map<String, String> now = history.get(position);
            TreeSet<String> keys = new TreeSet<>(before.keySet());
            keys.addAll(now.keySet());
            for (String key : keys) {
                lines.add(new RowsAnew.RowLine(key, now.get(key)));
            }
            lines.add(new RowsAnew.ReachedLine(question.positions().indexOf(position)));
            before = new TreeMap<>(now);
        }
        lines.add(new RowsAnew.EndedLine(new RowsAnew.Ended(removed)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.forEach(line -> out.writeBytes((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8)));
        return out.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
