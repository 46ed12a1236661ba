package io.millrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import picocli.CommandLine;

/** An HTTP server on this machine that answers as the gateway does, as far as a test says how. */
public final class FakeGateway implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Function<Request, Answer>> routes = new LinkedHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /**
     * @param method of HTTP
     * @param path with its query
     * @param key of X-API-Key
     * @param body as text
     * @param lastEventId of the header Last-Event-ID; "null" where there is none
     * @param prefer of the header Prefer; "null" where there is none
     */
    public record Request(String method, String path, String key, String body, String lastEventId, String prefer) {}

    /**
     * @param status of HTTP
     * @param body as text
     * @param headers besides the content type
     */
    public record Answer(int status, String body, Map<String, String> headers) {
        public static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    /**
     * @param code of the process
     * @param out standard output
     * @param err standard error
     */
    public record Outcome(int code, String out, String err) {}

    public FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param route method and the beginning of the path, for example {@code GET /api/views} */
    public FakeGateway on(String route, Function<Request, Answer> answer) {
        routes.put(route, answer);
        return this;
    }

    public FakeGateway on(String route, int status, String body) {
        return on(route, request -> Answer.of(status, body));
    }

    public List<Request> requests() {
        return requests;
    }

    /** Runs a command line against this gateway. */
    public Outcome run(String... arguments) {
        return run(
                Map.of("MILLRACE_URL", "http://127.0.0.1:" + server.getAddress().getPort(), "MILLRACE_API_KEY", "k"),
                arguments);
    }

    /** Runs a command line with the environment alone. */
    public static Outcome run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Millrace.commandLine(environment, Path.of("").toAbsolutePath())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = line.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("X-API-Key");
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                String.valueOf(key),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Prefer")));
        requests.add(request);
        Answer answer = routes.entrySet().stream()
                .filter(route -> (request.method() + " " + request.path()).startsWith(route.getKey()))
                .findFirst()
                .map(route -> route.getValue().apply(request))
                .orElse(Answer.of(
                        404, "{\"title\":\"There is no such thing.\",\"status\":404,\"code\":\"NOT_FOUND\"}"));
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
