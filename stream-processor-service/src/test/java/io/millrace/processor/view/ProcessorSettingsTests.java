package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProcessorSettingsTests {
    private static ProcessorSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.processor", ProcessorSettings.class);
    }

    @Test
    void runsAllViewsByDefault() {
        ProcessorSettings settings = bound(Map.of());
        assertThat(settings.runsAll()).isTrue();
        assertThat(settings.runs(List.of("any"))).isTrue();
        assertThat(settings.runs(List.of())).isTrue();
    }

    @Test
    void runsTheNamedViewsWithTheirNeighboursAndNoOthers() {
        ProcessorSettings settings = bound(Map.of("millrace.processor.views", "heavy,heavier"));
        assertThat(settings.runs(List.of("heavy"))).isTrue();
        assertThat(settings.runs(List.of("neighbour", "heavier"))).isTrue();
        assertThat(settings.runs(List.of("light"))).isFalse();
        assertThat(settings.runsAll()).isFalse();
    }

    @Test
    void runsAllButTheNamedViews() {
        ProcessorSettings settings = bound(Map.of("millrace.processor.except-views", "heavy"));
        assertThat(settings.runs(List.of("light"))).isTrue();
        assertThat(settings.runs(List.of("light", "heavy"))).isFalse();
    }

    @Test
    void refusesBothAtOnce() {
        assertThatThrownBy(() -> new ProcessorSettings(List.of("a"), List.of("b"), Duration.ZERO))
                .hasMessageContaining("leave millrace.processor.except-views out");
    }
}
