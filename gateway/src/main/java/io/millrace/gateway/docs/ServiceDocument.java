package io.millrace.gateway.docs;

import io.millrace.kernel.ServiceName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document of one service: fetched when it is old, kept while the service is down, by one thread at a time. */
final class ServiceDocument {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDocument.class);
    private static final int OK = 200;

    private final ServiceName service;
    private final URI uri;
    private final DocsSettings settings;
    private final HttpClient http;
    private final JsonMapper json;
    private final Clock clock;
    private volatile @Nullable ObjectNode document;
    private Instant fetchAt = Instant.MIN;

    ServiceDocument(
            ServiceName service, URI serviceUrl, DocsSettings settings, HttpClient http, JsonMapper json, Clock clock) {
        this.service = service;
        this.uri = URI.create(serviceUrl + "/v3/api-docs");
        this.settings = settings;
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    ServiceName service() {
        return service;
    }

    /** The last known one; empty where the service has never given any. The same instance until it has changed. */
    synchronized Optional<ObjectNode> refreshed() {
        if (!clock.instant().isBefore(fetchAt)) {
            ObjectNode fetched = fetch();
            if (fetched != null && !fetched.equals(document)) {
                document = fetched;
            }
            fetchAt = clock.instant().plus(fetched == null ? settings.retry() : settings.fresh());
        }
        return Optional.ofNullable(document);
    }

    private @Nullable ObjectNode fetch() {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(settings.timeout())
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<byte[]> response =
                    http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.documentBytesMax()));
            if (response.statusCode() != OK) {
                LOG.info(
                        "{} answered {} with {}: its last known document is shown",
                        service,
                        uri,
                        response.statusCode());
                return null;
            }
            if (json.readTree(response.body()) instanceof ObjectNode found && found.has("openapi")) {
                return found;
            }
            LOG.info(
                    "{} answered {} with something else than an OpenAPI document: its last known one is shown",
                    service,
                    uri);
            return null;
        } catch (IOException | JacksonException e) {
            LOG.info("{} gave no API document: its last known one is shown ({})", service, e.toString());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
