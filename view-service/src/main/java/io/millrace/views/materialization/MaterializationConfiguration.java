package io.millrace.views.materialization;

import io.millrace.starter.MillraceSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what the materializers share. */
@Configuration(proxyBeanMethods = false)
class MaterializationConfiguration {
    @Bean
    Materialization materialization(
            MillraceSettings millrace, MaterializationSettings settings, ChangelogReader reader, KafkaOffsets offsets) {
        return new Materialization(
                millrace.namespace(), settings, reader, offsets, new ReadAheadMemory(settings.pendingBytes()));
    }
}
