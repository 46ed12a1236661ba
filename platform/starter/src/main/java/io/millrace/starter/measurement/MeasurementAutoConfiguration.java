package io.millrace.starter.measurement;

import io.millrace.starter.MillraceSettings;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Bean;

/** Meters for services that send facts through Spring Cloud Stream. */
@AutoConfiguration(afterName = "org.springframework.cloud.stream.function.FunctionConfiguration")
@ConditionalOnClass(StreamBridge.class)
@ConditionalOnBean(StreamBridge.class)
public class MeasurementAutoConfiguration {
    @Bean
    HopMeters hopMeters(StreamBridge bridge, Clock clock, MillraceSettings settings) {
        return new HopMeters(bridge, clock, settings);
    }
}
