package io.millrace.observability.measurement;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.millrace.api.view.ServedProgress;
import io.millrace.api.view.ServedViewsApi;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.identity.ServiceClients;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/** What view-service says about its views; asked through a circuit breaker, so that a dead one costs little. */
@Component
class ServedViews {
    private static final Logger LOG = LoggerFactory.getLogger(ServedViews.class);

    private final ServedViewsApi api;
    private final CircuitBreaker breaker;

    ServedViews(ServiceClients clients, CircuitBreakerRegistry breakers) {
        this.api = clients.client(ServedViewsApi.class, ServiceName.VIEW);
        this.breaker = breakers.circuitBreaker(
                "view-service",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(6)
                        .minimumNumberOfCalls(3)
                        .waitDurationInOpenState(Duration.ofSeconds(10))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
    }

    /** By view; empty where view-service cannot be asked. */
    Optional<Map<String, ServedProgress>> progress() {
        try {
            return Optional.of(breaker.executeSupplier(api::progress).stream()
                    .collect(Collectors.toMap(ServedProgress::view, Function.identity(), (one, other) -> other)));
        } catch (CallNotPermittedException e) {
            return Optional.empty();
        } catch (RestClientException e) {
            LOG.debug("view-service cannot be asked: freshness is not known for now", e);
            return Optional.empty();
        }
    }
}
