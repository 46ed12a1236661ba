package io.millrace.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OrchestrationSettingsTests {

    @Test
    void hasTheseDefaults() {
        OrchestrationSettings settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("millrace.orchestration", OrchestrationSettings.class);
        assertThat(settings)
                .isEqualTo(new OrchestrationSettings(
                        List.of("localhost", "127.0.0.1", "[::1]"),
                        32,
                        1000,
                        100,
                        100,
                        Duration.ofDays(30),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(4)));
    }
}
