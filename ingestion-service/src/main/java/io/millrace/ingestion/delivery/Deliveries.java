package io.millrace.ingestion.delivery;

import io.millrace.api.contract.StreamSchema;
import io.millrace.starter.MillraceSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens a {@link Delivery} for each request. */
@Component
public class Deliveries {
    private final EventProducer producer;
    private final DeliverySettings settings;
    private final MillraceSettings millrace;

    Deliveries(EventProducer producer, DeliverySettings settings, MillraceSettings millrace) {
        this.producer = producer;
        this.settings = settings;
        this.millrace = millrace;
    }

    /**
     * @param contract {@code id:version}, which every event carries as a header until another one is set
     * @param traceparent W3C trace context of a sampled request, which every event then carries; null else
     */
    public Delivery open(StreamSchema schema, String contract, @Nullable String traceparent) {
        Delivery delivery =
                new Delivery(producer, settings, millrace.namespace().of(schema.topic()), traceparent);
        delivery.contract(contract);
        return delivery;
    }
}
