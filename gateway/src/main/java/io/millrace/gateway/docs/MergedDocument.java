package io.millrace.gateway.docs;

import io.millrace.kernel.ServiceName;
import io.millrace.starter.MillraceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document of everything that the gateway routes. Services are asked side by side; one that has never given its
 * document is named in {@code info.x-missing}.
 */
@Component
final class MergedDocument {
    private static final String FRAME = "/openapi-frame.json";

    private final List<ServiceDocument> services;
    private final JsonMapper json;
    private volatile @Nullable Merged last;

    /** @param parts what it was merged from, null for a service that has given none */
    private record Merged(List<Optional<ObjectNode>> parts, ObjectNode document) {
        boolean isOf(List<Optional<ObjectNode>> others) {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i).orElse(null) != others.get(i).orElse(null)) {
                    return false;
                }
            }
            return true;
        }
    }

    MergedDocument(MillraceSettings millrace, DocsSettings settings, JsonMapper json, Clock clock) {
        this.json = json;
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
        this.services = Arrays.stream(ServiceName.values())
                .filter(service -> service != ServiceName.GATEWAY)
                .map(service -> new ServiceDocument(service, millrace.serviceUrl(service), settings, http, json, clock))
                .toList();
    }

    /** Shared: not to be changed. */
    ObjectNode document() {
        List<Optional<ObjectNode>> parts = parts();
        Merged present = last;
        if (present == null || !present.isOf(parts)) {
            present = new Merged(parts, merge(parts));
            last = present;
        }
        return present.document();
    }

    private List<Optional<ObjectNode>> parts() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<ObjectNode>>> asked = services.stream()
                    .map(service -> threads.submit(service::refreshed))
                    .toList();
            List<Optional<ObjectNode>> parts = new ArrayList<>();
            for (Future<Optional<ObjectNode>> future : asked) {
                parts.add(future.get());
            }
            return parts;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while API documents were fetched", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an API document could not be fetched", e);
        }
    }

    private ObjectNode merge(List<Optional<ObjectNode>> parts) {
        MergeDocuments merge = new MergeDocuments(frame());
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            ServiceName service = services.get(i).service();
            parts.get(i).ifPresentOrElse(part -> merge.add(service, part), () -> missing.add(service.moduleName()));
        }
        ObjectNode merged = merge.merged();
        if (!missing.isEmpty()) {
            missing.forEach(merged.withObjectProperty("info").putArray("x-missing")::add);
        }
        return merged;
    }

    private ObjectNode frame() {
        try (InputStream in = MergedDocument.class.getResourceAsStream(FRAME)) {
            if (in == null) {
                throw new IllegalStateException(FRAME + " is not in the jar");
            }
            return (ObjectNode) json.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
