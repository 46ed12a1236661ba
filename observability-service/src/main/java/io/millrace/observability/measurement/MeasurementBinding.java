package io.millrace.observability.measurement;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.api.measurement.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes batches from millrace.measurements. What cannot be read is counted and left out; while PostgreSQL is away the same
 * batch comes again and again, so that nothing is lost.
 */
@Configuration(proxyBeanMethods = false)
class MeasurementBinding {
    private static final Logger LOG = LoggerFactory.getLogger(MeasurementBinding.class);
    private static final long AGAIN_AFTER_MS = 1000;

    @Bean
    Consumer<List<byte[]>> receiveMeasurements(StoreMeasurements store, JsonMapper json, MeterRegistry meters) {
        // received = stored + left out
        Counter received = meters.counter("millrace.measurements.received");
        Counter leftOut = meters.counter("millrace.measurements.left.out");
        return records -> {
            List<Measurement> measurements = new ArrayList<>();
            int unreadable = 0;
            for (byte[] record : records) {
                try {
                    measurements.add(json.readValue(record, Measurement.class));
                } catch (JacksonException e) {
                    unreadable++;
                    LOG.debug("A measurement cannot be read and is left out", e);
                }
            }
            int refused = store.store(measurements);
            received.increment(records.size());
            leftOut.increment(unreadable + refused);
            if (unreadable > 0) {
                LOG.warn("{} of {} measurements cannot be read: they are left out", unreadable, records.size());
            }
        };
    }

    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> repeatForEver() {
        return (container, destination, group) -> container.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(AGAIN_AFTER_MS, FixedBackOff.UNLIMITED_ATTEMPTS)));
    }
}
