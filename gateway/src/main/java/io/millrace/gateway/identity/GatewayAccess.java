package io.millrace.gateway.identity;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.millrace.api.identity.ApiKeysApi;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.identity.KeysInPaths;
import io.millrace.starter.identity.ServiceClients;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Guards every path that is not open. */
@Configuration(proxyBeanMethods = false)
class GatewayAccess {
    private static final List<String> OPEN = List.of(
            "/actuator/health",
            "/swagger-ui.html",
            "/swagger-ui/**",
            "/v3/api-docs",
            "/v3/api-docs.yaml",
            "/v3/api-docs/**",
            "/.well-known/jwks.json");
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static final Duration CORS_MAX_AGE = Duration.ofMinutes(10);

    @Bean
    VerifyCaller verifyCaller(
            AdministratorToken administrator, ApiKeys apiKeys, OidcSettings oidc, Clock clock, ProblemWriter problems) {
        URI issuer = oidc.issuerUri();
        return new VerifyCaller(
                open(), administrator, apiKeys, issuer == null ? null : new OidcTokens(oidc, issuer, clock), problems);
    }

    /** It runs inside the security chain only, not once more as a filter of the servlet container. */
    @Bean
    FilterRegistrationBean<VerifyCaller> verifyCallerRegistration(VerifyCaller filter) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    AdministratorToken administratorToken(MillraceSettings settings) {
        return new AdministratorToken(settings.home().resolve("token"));
    }

    @Bean
    ApiKeys apiKeys(ServiceClients services, ApiKeySettings settings, CircuitBreakerRegistry breakers, Clock clock) {
        return new ApiKeys(
                services.client(ApiKeysApi.class, ServiceName.CONTRACT_REGISTRY),
                settings,
                breakers.circuitBreaker("api-keys"),
                clock);
    }

    @Bean
    @Order(50)
    SecurityFilterChain gatewayAccessChain(
            HttpSecurity http, VerifyCaller verifyCaller, CorsSettings cors, ProblemWriter problems) {
        http.csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(GatewayAccess::headers)
                .addFilterBefore(verifyCaller, AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(open())
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint((request, response, failure) -> problems.write(
                                request, response, CommonError.UNAUTHENTICATED, "The request shows no credential.")));
        if (cors.origins().isEmpty()) {
            http.cors(AbstractHttpConfigurer::disable);
        } else {
            http.cors(configurer -> configurer.configurationSource(corsSource(cors.origins())));
        }
        return http.build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER));
    }

    /** Methods are the routes' affair. */
    @Bean
    HttpFirewall pathFirewall() {
        StrictHttpFirewall firewall = KeysInPaths.firewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    RequestRejectedHandler rejectedPaths(ProblemWriter problems) {
        return (request, response, failure) -> problems.write(
                request,
                response,
                CommonError.MALFORMED_REQUEST,
                "The request line or a header holds characters that are not taken here, such as an encoded slash, "
                        + "a dot segment, a doubled slash, a semicolon or a control character. Leave them out.");
    }

    private static RequestMatcher open() {
        return new OrRequestMatcher(OPEN.stream()
                .<RequestMatcher>map(PathPatternRequestMatcher.withDefaults()::matcher)
                .toList());
    }

    private static UrlBasedCorsConfigurationSource corsSource(List<String> origins) {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(origins);
        allowed.setAllowedMethods(
                Arrays.stream(HttpMethod.values()).map(HttpMethod::name).toList());
        allowed.setAllowedHeaders(List.of("*"));
        allowed.setExposedHeaders(List.of(
                "ETag",
                "Link",
                "Location",
                "Retry-After",
                "RateLimit",
                "RateLimit-Policy",
                "X-Request-Id",
                "Millrace-As-Of",
                "Millrace-Freshness",
                "Millrace-Position",
                "Millrace-Receipt",
                "Millrace-State",
                "Millrace-Watermark"));
        allowed.setMaxAge(CORS_MAX_AGE);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", allowed);
        return source;
    }
}
