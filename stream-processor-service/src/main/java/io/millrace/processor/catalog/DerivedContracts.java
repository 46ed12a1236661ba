package io.millrace.processor.catalog;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.api.contract.ContractsApi;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.ServiceName;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.identity.ServiceClients;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The contracts of derived streams at contract-registry-service, which are put and retired with the authority of whoever sent
 * the statement. At most 4 questions at a time, none for 2 seconds after half of the last ten failed.
 */
@Component
public class DerivedContracts {
    /** The property of a stream that says what it is derived from. */
    public static final String DERIVED_FROM = "millrace.derivedFrom";

    private final ContractsApi registry;
    private final JsonMapper json;
    private final Bulkhead bulkhead = Bulkhead.of(
            "contracts",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(4)
                    .maxWaitDuration(Duration.ofSeconds(1))
                    .build());
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "contracts",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(5)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .ignoreExceptions(HttpClientErrorException.class)
                    .build());

    DerivedContracts(ServiceClients clients, JsonMapper json) {
        this.registry = clients.callersClient(ContractsApi.class, ServiceName.CONTRACT_REGISTRY);
        this.json = json;
    }

    /**
     * A contract that is there.
     *
     * @param document its active version, or the highest where none is active
     */
    public record Present(ObjectNode document) {
        public String version() {
            return document.path("version").asString("");
        }

        /** Whether it takes part in nothing any more. */
        public boolean isRetired() {
            return document.path("status").asString("").equals("retired");
        }

        /** Whether it is that of a derived stream. */
        public boolean isDerived() {
            for (JsonNode property : document.path("schema").path(0).path("customProperties")) {
                if (property.path("property").asString("").equals(DERIVED_FROM)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** @throws MillraceException REGISTRY_UNAVAILABLE, or FORBIDDEN */
    public Optional<Present> find(String id) {
        byte[] document = ask(() -> {
            try {
                return registry.document(id);
            } catch (HttpClientErrorException.NotFound e) {
                return new byte[0];
            }
        });
        return document.length == 0 ? Optional.empty() : Optional.of(new Present((ObjectNode) json.readTree(document)));
    }

    /**
     * Puts a version of a contract; its topics exist then.
     *
     * @throws MillraceException CONTRACT_REFUSED with what the registry says, REGISTRY_UNAVAILABLE, or FORBIDDEN
     */
    public void put(String id, Object document) {
        byte[] bytes = json.writeValueAsBytes(document);
        ask(() -> {
            registry.put(id, bytes);
            return true;
        });
    }

    /** Retires a contract, where it is there and is not retired. */
    public void retire(String id) {
        find(id).filter(present -> present.isDerived() && !present.isRetired()).ifPresent(present -> {
            ObjectNode document = present.document().deepCopy();
            document.put("status", "retired");
            put(id, document);
        });
    }

    private <T> T ask(Supplier<T> question) {
        try {
            return breaker.executeSupplier(() -> bulkhead.executeSupplier(question));
        } catch (HttpClientErrorException.TooManyRequests e) {
            throw unavailable(e);
        } catch (HttpClientErrorException e) {
            throw refused(e);
        } catch (RestClientException | CallNotPermittedException | BulkheadFullException e) {
            throw unavailable(e);
        }
    }

    private static MillraceException unavailable(Exception cause) {
        return new MillraceException(
                ProcessorError.REGISTRY_UNAVAILABLE,
                "contract-registry-service, which keeps the stream's contract, does not answer as it should."
                        + " Send the statement again in a moment: it goes on where it stopped.",
                cause);
    }

    private MillraceException refused(HttpClientErrorException e) {
        String detail = detail(e);
        int status = e.getStatusCode().value();
        return status == 401 || status == 403
                ? new MillraceException(CommonError.FORBIDDEN, detail, e)
                : new MillraceException(
                        ProcessorError.CONTRACT_REFUSED, "The stream's contract was refused. " + detail, e);
    }

    /** What the problem document says. */
    private String detail(HttpClientErrorException e) {
        try {
            String detail =
                    json.readTree(e.getResponseBodyAsByteArray()).path("detail").asString("");
            return detail.isEmpty() ? String.valueOf(e.getMessage()) : detail;
        } catch (JacksonException unreadable) {
            return String.valueOf(e.getMessage());
        }
    }
}
