package io.millrace.processor.view;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.api.view.ServedProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Tells of views what a test says that view-service serves; it knows no view by itself. */
final class ViewServiceStandIn {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PATH = "/internal/views/";
    private static final Map<String, ServedProgress> SERVED = new ConcurrentHashMap<>();
    private static final HttpServer SERVER = start();

    private ViewServiceStandIn() {}

    static String url() {
        return "http://127.0.0.1:" + SERVER.getAddress().getPort();
    }

    static void serve(ServedProgress progress) {
        SERVED.put(progress.view(), progress);
    }

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(PATH, ViewServiceStandIn::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String view = path.substring(PATH.length()).replaceFirst("/progress$", "");
        Object told = path.equals(PATH + "progress") ? SERVED.values() : SERVED.get(view);
        byte[] body = told == null ? new byte[0] : JSON.writeValueAsBytes(told);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(told == null ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
