package io.millrace.registry.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TopicSettingsTests {
    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new TopicSettings((short) -1, Duration.ofSeconds(10), 2_097_152, 4_194_304));
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> bind(Map.of("millrace.topics.replication-factor", "0")))
                .rootCause()
                .hasMessageContaining("write -1 or at least 1");
        assertThatThrownBy(() -> bind(Map.of("millrace.topics.timeout", "2h")))
                .rootCause()
                .hasMessageContaining("100ms to 1m");
    }

    private static TopicSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.topics", TopicSettings.class);
    }
}
