package io.millrace.orchestration.step;

import io.millrace.orchestration.OrchestrationSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StepConfiguration {
    @Bean
    MakeHttpCall makeHttpCall(OrchestrationSettings settings) {
        return new MakeHttpCall(new AllowedHosts(settings.allowedHosts()));
    }
}
