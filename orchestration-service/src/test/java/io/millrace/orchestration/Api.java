package io.millrace.orchestration;

import io.millrace.testkit.TestIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The service's HTTP surface, called by somebody who holds these scopes. */
record Api(String base, String scopes) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Reply get(String path, String... headers) {
        HttpResponse<String> response = send("GET", path, null, headers);
        return new Reply(response.statusCode(), response.body());
    }

    HttpResponse<String> put(String path, String document, String... headers) {
        return send("PUT", path, document, headers);
    }

    HttpResponse<String> post(String path, String... headers) {
        return send("POST", path, null, headers);
    }

    HttpResponse<String> delete(String path) {
        return send("DELETE", path, null);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TestIdentity.token(scopes))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/yaml");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
