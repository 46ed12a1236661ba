package io.millrace.starter;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Settings and the clock. */
@AutoConfiguration
@EnableConfigurationProperties(MillraceSettings.class)
public class MillraceAutoConfiguration {
    /** The only source of wall-clock time; tests put in one that is moved by hand. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
