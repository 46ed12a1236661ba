package io.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingestion.admission.AdmissionSettings;
import io.millrace.ingestion.delivery.DeliverySettings;
import io.millrace.ingestion.endpoint.EndpointSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SettingsTests {
    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
    }

    @Test
    void admitsAnHourOfFuture() {
        assertThat(bind("millrace", AdmissionSettings.class, Map.of()))
                .isEqualTo(new AdmissionSettings(Duration.ofHours(1)));
        assertThatThrownBy(() -> bind("millrace", AdmissionSettings.class, Map.of("millrace.future-skew", "-1s")))
                .hasRootCauseMessage("millrace.future-skew is PT-1S; it must not be negative");
    }

    @Test
    void boundsBodies() {
        assertThat(bind("millrace.ingestion.endpoint", EndpointSettings.class, Map.of()))
                .isEqualTo(new EndpointSettings(
                        DataSize.ofMegabytes(5),
                        DataSize.ofMegabytes(64),
                        64,
                        16,
                        DataSize.ofMegabytes(64),
                        Duration.ofSeconds(30),
                        DataSize.ofKilobytes(16)));
    }

    @Test
    void boundsDelivery() {
        assertThat(bind("millrace.ingestion.delivery", DeliverySettings.class, Map.of()))
                .isEqualTo(new DeliverySettings(
                        Duration.ofMillis(5),
                        DataSize.ofKilobytes(128),
                        DataSize.ofMegabytes(32),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(10),
                        16384,
                        DataSize.ofMegabytes(8)));
    }

    @Test
    void refusesDeliveryTimeoutsThatCannotHold() {
        assertThatThrownBy(() -> bind(
                        "millrace.ingestion.delivery",
                        DeliverySettings.class,
                        Map.of("millrace.ingestion.delivery.delivery-timeout", "1s")))
                .rootCause()
                .hasMessageContaining("it must be at least linger + request-timeout");
    }
}
