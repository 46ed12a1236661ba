package io.millrace.registry.catalog;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.PublishedViewsApi;
import io.millrace.kernel.ServiceName;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import io.millrace.starter.identity.ServiceClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names that views have: those on millrace.views, and those that stream-processor-service was given a moment ago. Where
 * it cannot be asked, the topic's word stands: a contract is not held up by it.
 */
@Component
class ViewNames implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(ViewNames.class);

    private final CompactedTable<PublishedView> views;
    private final PublishedViewsApi processor;
    private final CircuitBreaker breaker;

    ViewNames(MillraceSettings settings, ServiceClients clients, CircuitBreakerRegistry breakers, JsonMapper json) {
        this.views = CompactedTable.of(settings, Topics.VIEWS, PublishedView.class, json)
                .start();
        this.processor = clients.client(PublishedViewsApi.class, ServiceName.STREAM_PROCESSOR);
        this.breaker = breakers.circuitBreaker("stream-processor-service");
    }

    boolean isTaken(String name) {
        return views.get(name).isPresent() || isDefined(name);
    }

    private boolean isDefined(String name) {
        try {
            return breaker.executeSupplier(() -> {
                try {
                    processor.view(name);
                    return true;
                } catch (HttpClientErrorException.NotFound e) {
                    return false;
                }
            });
        } catch (RestClientException | CallNotPermittedException e) {
            LOG.info(
                    "stream-processor-service cannot be asked for a view '{}' ({}): millrace.views is believed",
                    name,
                    e.getMessage());
            return false;
        }
    }

    @Override
    public void destroy() {
        views.close();
    }
}
