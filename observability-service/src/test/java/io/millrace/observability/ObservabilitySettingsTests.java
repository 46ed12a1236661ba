package io.millrace.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ObservabilitySettingsTests {

    @Test
    void hasTheseDefaults() {
        ObservabilitySettings settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("millrace.observability", ObservabilitySettings.class);
        assertThat(settings)
                .isEqualTo(
                        new ObservabilitySettings(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7), 200));
    }
}
