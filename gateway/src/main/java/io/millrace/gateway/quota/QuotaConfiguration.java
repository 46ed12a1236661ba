package io.millrace.gateway.quota;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.problem.ProblemWriter;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the quota behind the check of the caller, whom it needs to know. */
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {
    private static final int AFTER_SECURITY = -50;

    @Bean
    RedisCount redisCount(
            @Value("${spring.data.redis.url}") String url,
            MillraceSettings millrace,
            QuotaSettings settings,
            Clock clock) {
        return new RedisCount(url, millrace.namespace(), settings, clock);
    }

    @Bean
    Quotas quotas(RedisCount shared, CircuitBreakerRegistry breakers, QuotaSettings settings, Clock clock) {
        return new Quotas(shared, breakers.circuitBreaker("quota"), settings, clock);
    }

    @Bean
    FilterRegistrationBean<LimitRequests> limitRequests(
            Quotas quotas, QuotaSettings settings, ProblemWriter problems, MeterRegistry meters) {
        FilterRegistrationBean<LimitRequests> registration =
                new FilterRegistrationBean<>(new LimitRequests(quotas, settings, problems, meters));
        registration.setOrder(AFTER_SECURITY);
        return registration;
    }
}
