package io.millrace.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class QuotaSettingsTests {
    @Test
    void hasDefaults() {
        QuotaSettings settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("millrace.quota", QuotaSettings.class);
        assertThat(settings).isEqualTo(new QuotaSettings(1000, 2000, Duration.ofMillis(100), 10_000));
        assertThat(settings.lump()).isEqualTo(20);
    }

    @Test
    void countsSmallQuotasOneByOne() {
        assertThat(new QuotaSettings(10, 10, Duration.ofMillis(100), 1).lump()).isEqualTo(1);
    }

    @Test
    void refusesABurstBelowTheRate() {
        assertThatThrownBy(() -> new QuotaSettings(10, 9, Duration.ofMillis(100), 1))
                .hasMessageContaining("burst is 9");
    }
}
