package io.millrace.ingestion.delivery;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.ingestion.EventHeaders;
import io.millrace.starter.MillraceSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
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
     * @param contract {@code id:version}, which every event carries as a header
     * @param traceparent W3C trace context of a sampled request, which every event then carries; null else
     */
    public Delivery open(StreamSchema schema, String contract, @Nullable String traceparent) {
        List<Header> headers = new ArrayList<>(2);
        headers.add(new RecordHeader(EventHeaders.CONTRACT, contract.getBytes(StandardCharsets.UTF_8)));
        if (traceparent != null) {
            headers.add(new RecordHeader("traceparent", traceparent.getBytes(StandardCharsets.UTF_8)));
        }
        return new Delivery(producer, settings, millrace.namespace().of(schema.topic()), List.copyOf(headers));
    }
}
