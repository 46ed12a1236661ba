package io.millrace.views.materialization;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.PublishedViewsApi;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Names;
import io.millrace.kernel.ServiceName;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import io.millrace.starter.identity.ServiceClients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The views that are defined, as millrace.views tells them. A name that it has not told is asked for at
 * stream-processor-service, so that a view can be read the moment after it was created.
 */
@Component
public class ViewCatalog implements AutoCloseable {
    private static final Duration REMEMBER = Duration.ofSeconds(1);
    private static final int ANSWERS_MAX = 10_000;
    private static final int QUESTIONS_MAX = 16;

    private final CompactedTable<PublishedView> table;
    private final PublishedViewsApi processor;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** @param view null where the processor knows no view of the name */
    private record Answer(@Nullable PublishedView view, Instant until) {}

    ViewCatalog(MillraceSettings settings, ServiceClients clients, JsonMapper json, Clock clock) {
        this.table = CompactedTable.of(settings, Topics.VIEWS, PublishedView.class, json);
        this.processor = clients.client(PublishedViewsApi.class, ServiceName.STREAM_PROCESSOR);
        this.clock = clock;
        this.breaker = CircuitBreaker.of(
                "stream-processor-service",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(5)
                        .waitDurationInOpenState(Duration.ofSeconds(2))
                        .ignoreExceptions(HttpClientErrorException.NotFound.class)
                        .build());
        this.bulkhead = Bulkhead.of(
                "stream-processor-service",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(QUESTIONS_MAX)
                        .maxWaitDuration(Duration.ofMillis(500))
                        .build());
    }

    /** Every view that is known from the topic; a snapshot. */
    public Collection<PublishedView> views() {
        return table.values();
    }

    /** The same, and the versions that are to take their places. */
    Collection<PublishedView> versions() {
        return table.values().stream().flatMap(view -> view.versions().stream()).toList();
    }

    /**
     * The view of a name.
     *
     * @throws MillraceException with {@link CommonError#NOT_FOUND} where there is none, with {@link CommonError#UNAVAILABLE}
     *     where that cannot be told now
     */
    public PublishedView get(String name) {
        return table.get(name)
                .or(() -> asked(name))
                .orElseThrow(() -> new MillraceException(
                        CommonError.NOT_FOUND,
                        "There is no view '" + name
                                + "'. GET /api/views lists the views; PUT /api/views/{view} creates one."));
    }

    /** What the topic has told of a name, without asking anybody. */
    public Optional<PublishedView> told(String name) {
        return table.get(name);
    }

    /** Whether the topic has been read to its end once. */
    boolean ready() {
        return table.ready();
    }

    /** Begins to follow the topic; the listener gets the name and the view, or null where it was deleted. */
    void follow(BiConsumer<String, @Nullable PublishedView> listener) {
        table.onChange(listener);
        table.start();
    }

    private Optional<PublishedView> asked(String name) {
        if (!Names.isValid(name)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Answer known = answers.get(name);
        if (known == null || !now.isBefore(known.until())) {
            if (answers.size() >= ANSWERS_MAX) {
                answers.clear();
            }
            known = new Answer(ask(name), now.plus(REMEMBER));
            answers.put(name, known);
        }
        return Optional.ofNullable(known.view());
    }

    private @Nullable PublishedView ask(String name) {
        try {
            return Bulkhead.decorateSupplier(
                            bulkhead, CircuitBreaker.decorateSupplier(breaker, () -> processor.view(name)))
                    .get();
        } catch (HttpClientErrorException.NotFound e) {
            return null;
        } catch (RestClientException | CallNotPermittedException | BulkheadFullException e) {
            throw new MillraceException(
                    CommonError.UNAVAILABLE,
                    "View '" + name
                            + "' is not known here, and stream-processor-service, which would know, does not answer."
                            + " Try again in a moment.",
                    e);
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
