package io.millrace.processor.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.api.measurement.Measurement;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the runtimes of this copy. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RuntimeSettings.class)
class RuntimeConfiguration {
    @Bean(destroyMethod = "close")
    Runtimes runtimes(MillraceSettings millrace, RuntimeSettings settings, HopMeters hops, MeterRegistry registry) {
        HopMeter meter = hops.of(Measurement.Hop.PROCESSING);
        Function<ViewPlan, StageMeter> meters = view -> new MeasureStages(
                meter.named(view.view()), new MeasureState(view, registry), System::currentTimeMillis);
        return new Runtimes(
                millrace.kafka(), millrace.namespace(), settings, ClaimStateDirectory.under(millrace.home()), meters);
    }
}
