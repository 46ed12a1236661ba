package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FunctionSettingsTests {
    private static FunctionSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.processor.functions", FunctionSettings.class);
    }

    @Test
    void isInTheHomeByDefault() {
        assertThat(bound(Map.of()).directory()).isEqualTo(".millrace/functions");
    }

    @Test
    void isWhereItIsSaidToBe() {
        assertThat(bound(Map.of("millrace.processor.functions.directory", "/srv/functions"))
                        .directory())
                .isEqualTo("/srv/functions");
        assertThatThrownBy(() -> new FunctionSettings(" ")).hasMessageContaining("name a directory");
    }
}
