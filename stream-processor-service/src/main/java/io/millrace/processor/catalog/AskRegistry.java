package io.millrace.processor.catalog;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.contract.StreamsApi;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.ServiceName;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.identity.ServiceClients;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;

/**
 * Asks contract-registry-service about a stream that is not known here: at most 8 questions at a time, each answered within
 * 5 seconds, and none for 2 seconds after half of the last ten failed.
 */
@Component
class AskRegistry {
    private final StreamsApi registry;
    private final Bulkhead bulkhead = Bulkhead.of(
            "contract-registry",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(8)
                    .maxWaitDuration(Duration.ofSeconds(1))
                    .build());
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "contract-registry",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(5)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());

    AskRegistry(ServiceClients clients) {
        registry = clients.client(StreamsApi.class, ServiceName.CONTRACT_REGISTRY);
    }

    /** @throws MillraceException with REGISTRY_UNAVAILABLE where it gives no answer */
    Optional<StreamSchema> stream(String name) {
        try {
            return breaker.executeSupplier(() -> bulkhead.executeSupplier(() -> ask(name)));
        } catch (RestClientException | CallNotPermittedException | BulkheadFullException e) {
            throw new MillraceException(
                    ProcessorError.REGISTRY_UNAVAILABLE,
                    "The stream '" + name + "' is not known here, and contract-registry-service does not answer."
                            + " Try again in a moment.",
                    e);
        }
    }

    private Optional<StreamSchema> ask(String name) {
        try {
            return Optional.of(registry.stream(name));
        } catch (HttpClientErrorException.NotFound e) {
            return Optional.empty();
        }
    }
}
