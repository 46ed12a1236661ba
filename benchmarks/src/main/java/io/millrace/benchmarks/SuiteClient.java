package io.millrace.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** HTTP at a gateway, as administrator; each call takes at most 30 s. */
final class SuiteClient {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String gateway;
    private final String token;

    /** @param gateway its address without a slash at the end */
    SuiteClient(String gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    String gateway() {
        return gateway;
    }

    String token() {
        return token;
    }

    /** @throws IOException also where it is refused */
    void put(String path, String type, String body) throws IOException, InterruptedException {
        requireSuccess(send(request(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body))));
    }

    /** @throws IOException also where it is refused */
    String post(String path, String type, String body) throws IOException, InterruptedException {
        return requireSuccess(send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body))));
    }

    /** @param headers names and values in turn */
    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The body. */
    static String requireSuccess(HttpResponse<String> reply) throws IOException {
        if (reply.statusCode() / 100 != 2) {
            throw new IOException(reply.request().method() + " " + reply.uri().getPath() + ": " + reply.statusCode()
                    + " " + reply.body());
        }
        return reply.body();
    }
}
