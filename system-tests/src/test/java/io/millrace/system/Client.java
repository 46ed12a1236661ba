package io.millrace.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the gateway that never retries. */
final class Client {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"?next\"?");

    private final String gateway;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    Client(Suite suite) throws IOException {
        this.gateway = suite.gateway();
        this.token = suite.administratorToken();
    }

    HttpResponse<String> put(String path, String contentType, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", contentType).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Deletes views; those that are not there are fine. */
    void drop(Iterable<String> views) throws IOException, InterruptedException {
        for (String view : views) {
            HttpResponse<String> dropped = send(request("/api/views/" + view).DELETE());
            if (dropped.statusCode() != 204 && dropped.statusCode() != 404) {
                throw new IOException(view + ": " + dropped.statusCode() + " " + dropped.body());
            }
        }
    }

    /** All rows of a view, page by page, once it has seen the position. */
    List<JsonNode> rows(String view, String after) throws IOException, InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        String path = "/api/views/" + view + "/rows?limit=1000";
        while (path != null) {
            HttpResponse<String> page = get(path, "Millrace-After", after, "Prefer", "wait=30");
            if (page.statusCode() != 200) {
                throw new IOException(path + ": " + page.statusCode() + " " + page.body());
            }
            JSON.readTree(page.body()).forEach(rows::add);
            path = page.headers().firstValue("Link").map(this::next).orElse(null);
        }
        return rows;
    }

    private String next(String link) {
        Matcher matcher = NEXT.matcher(link);
        if (!matcher.find()) {
            return null;
        }
        String target = matcher.group(1);
        return target.startsWith("http") ? target.substring(target.indexOf("/api/")) : target;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
