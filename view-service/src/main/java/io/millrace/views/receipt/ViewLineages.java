package io.millrace.views.receipt;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.PublishedViewsApi;
import io.millrace.api.view.ViewLineage;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.identity.ServiceClients;
import io.millrace.views.materialization.ViewVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/** What view versions are made of. It never changes, so that stream-processor-service is asked once for each. */
@Component
class ViewLineages {
    private static final int KNOWN_MAX = 10_000;
    private static final int QUESTIONS_MAX = 16;

    private final PublishedViewsApi processor;
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "view-lineages",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(20)
                    .minimumNumberOfCalls(5)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .build());
    private final Bulkhead bulkhead = Bulkhead.of(
            "view-lineages",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(QUESTIONS_MAX)
                    .maxWaitDuration(Duration.ofMillis(500))
                    .build());
    private final Map<ViewVersion, ViewLineage> known = new ConcurrentHashMap<>();

    ViewLineages(ServiceClients clients) {
        this.processor = clients.client(PublishedViewsApi.class, ServiceName.STREAM_PROCESSOR);
    }

    /** @throws MillraceException with {@link CommonError#UNAVAILABLE} where it is not known, and nobody can be asked now */
    ViewLineage of(PublishedView view) {
        ViewVersion version = ViewVersion.of(view);
        ViewLineage lineage = known.get(version);
        if (lineage == null) {
            lineage = ask(view);
            if (known.size() >= KNOWN_MAX) {
                known.clear();
            }
            known.put(version, lineage);
        }
        return lineage;
    }

    private ViewLineage ask(PublishedView view) {
        try {
            return Bulkhead.decorateSupplier(
                            bulkhead,
                            CircuitBreaker.decorateSupplier(
                                    breaker, () -> processor.lineage(view.name(), view.version())))
                    .get();
        } catch (RestClientException | CallNotPermittedException | BulkheadFullException e) {
            throw new MillraceException(
                    CommonError.UNAVAILABLE,
                    "What view '" + view.name()
                            + "' is made of is not known here yet, and stream-processor-service, which"
                            + " would know, does not answer. Try again in a moment, or read without a receipt.",
                    e);
        }
    }
}
