package io.millrace.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.views.materialization.MaterializationSettings;
import io.millrace.views.serving.ServingSettings;
import io.millrace.views.subscription.SubscriptionSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SettingsTests {
    private static <T> T defaults(String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate(prefix, type);
    }

    @Test
    void defaultsAreWhatTheReadmeSays() {
        assertThat(defaults("millrace.views.materialization", MaterializationSettings.class))
                .isEqualTo(new MaterializationSettings(
                        Duration.ofSeconds(4),
                        500,
                        1024 * 1024,
                        64L * 1024 * 1024,
                        Duration.ofSeconds(3),
                        200_000,
                        Duration.ofSeconds(35)));
        assertThat(defaults("millrace.views.serving", ServingSettings.class))
                .isEqualTo(new ServingSettings(100_000, 5000, Duration.ofSeconds(10), DataSize.ofKilobytes(128)));
        assertThat(defaults("millrace.views.subscriptions", SubscriptionSettings.class))
                .isEqualTo(new SubscriptionSettings(
                        5000, DataSize.ofMegabytes(32), Duration.ofSeconds(5), Duration.ofSeconds(30), 1_000_000, 8));
    }
}
