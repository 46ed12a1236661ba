package io.millrace.cli.gateway;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import io.millrace.local.supervisor.SuiteSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the gateway. Where it is: {@code MILLRACE_URL}, else this machine's. Who asks: the API key in {@code
 * MILLRACE_API_KEY}, else the bearer token in {@code MILLRACE_TOKEN}, else, on this machine, the
 * administrator token of this home.
 */
public final class GatewayClient {
    public static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_MAX)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final SuiteSettings settings;

    public GatewayClient(SuiteSettings settings) {
        this.settings = settings;
    }

    /** The gateway's address without a slash at the end. */
    public String url() {
        return settings.variable("MILLRACE_URL")
                .map(url -> url.replaceFirst("/+$", ""))
                .orElseGet(() -> "http://127.0.0.1:" + settings.port(ServiceName.GATEWAY));
    }

    public HttpResponse<String> get(String path, Map<String, String> headers) throws InterruptedException {
        return send("GET", path, headers, BodyPublishers.noBody());
    }

    /** The JSON at the path. */
    public JsonNode getJson(String path) throws InterruptedException {
        return json(get(path, Map.of("Accept", "application/json")));
    }

    public HttpResponse<String> put(String path, String contentType, String body) throws InterruptedException {
        return send("PUT", path, Map.of("Content-Type", contentType), BodyPublishers.ofString(body));
    }

    public HttpResponse<String> post(String path, String contentType, byte[] body) throws InterruptedException {
        return send("POST", path, Map.of("Content-Type", contentType), BodyPublishers.ofByteArray(body));
    }

    /**
     * Posts nothing, and takes an answer that comes line by line for as long as the work takes. Closing the lines ends it.
     *
     * @throws ProblemException where the status is not 2xx
     */
    public Stream<String> postForLines(String path) throws InterruptedException {
        return lines(send("POST", path, Map.of(), BodyPublishers.noBody(), BodyHandlers.ofLines()));
    }

    /**
     * Takes an answer that comes line by line and may never end. Closing the lines ends it.
     *
     * @throws ProblemException where the status is not 2xx
     */
    public Stream<String> getForLines(String path, Map<String, String> headers) throws InterruptedException {
        return lines(send("GET", path, headers, BodyPublishers.noBody(), BodyHandlers.ofLines()));
    }

    private static Stream<String> lines(HttpResponse<Stream<String>> response) {
        if (response.statusCode() / 100 != 2) {
            throw ProblemException.of(response.statusCode(), response.body().collect(Collectors.joining("\n")));
        }
        return response.body();
    }

    public HttpResponse<String> delete(String path) throws InterruptedException {
        return send("DELETE", path, Map.of(), BodyPublishers.noBody());
    }

    /** @throws ProblemException where the status is not 2xx */
    public static HttpResponse<String> requireSuccess(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw ProblemException.of(response.statusCode(), response.body());
        }
        return response;
    }

    /** @throws ProblemException where the status is not 2xx */
    public static JsonNode json(HttpResponse<String> response) {
        requireSuccess(response);
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new LocalException(
                    "The answer of " + response.uri() + " is not JSON; see that MILLRACE_URL names a Millrace gateway",
                    e);
        }
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers, BodyPublisher body)
            throws InterruptedException {
        return send(method, path, headers, body, BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private <T> HttpResponse<T> send(
            String method, String path, Map<String, String> headers, BodyPublisher body, BodyHandler<T> handler)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(ANSWER_MAX)
                .method(method, body);
        authenticate(request);
        headers.forEach(request::header);
        try {
            return http.send(request.build(), handler);
        } catch (ConnectException e) {
            throw new LocalException(
                    "Nothing answers at " + url() + "; start Millrace with ./millrace up, or set MILLRACE_URL", e);
        } catch (IOException e) {
            throw new LocalException(
                    "The gateway at " + url() + " broke the connection (" + e.getMessage()
                            + "); see ./millrace status and ./millrace logs gateway",
                    e);
        }
    }

    private void authenticate(HttpRequest.Builder request) {
        var apiKey = settings.variable("MILLRACE_API_KEY");
        if (apiKey.isPresent()) {
            request.header("X-API-Key", apiKey.get());
            return;
        }
        request.header(
                "Authorization", "Bearer " + settings.variable("MILLRACE_TOKEN").orElseGet(this::administrator));
    }

    /** The token of this home opens no other installation, and must not travel to one. */
    private String administrator() {
        if (!isHere(URI.create(url()))) {
            throw new LocalException("MILLRACE_URL names another machine; set MILLRACE_API_KEY (or MILLRACE_TOKEN) to a"
                    + " credential of that installation");
        }
        try {
            return Files.readString(settings.home().token()).strip();
        } catch (IOException e) {
            throw new LocalException(
                    "There is no administrator token at " + settings.home().token()
                            + "; start Millrace with ./millrace up, or set MILLRACE_API_KEY",
                    e);
        }
    }

    private static boolean isHere(URI url) {
        String host = String.valueOf(url.getHost());
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }
}
