package io.millrace.starter.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;

/** Guards a service: every request carries a principal that the key set verifies, health and API documents apart. */
@AutoConfiguration(before = OAuth2ResourceServerAutoConfiguration.class)
@EnableWebSecurity
@EnableConfigurationProperties(IdentitySettings.class)
public class IdentityAutoConfiguration {
    private static final String[] OPEN = {
        "/actuator/health", "/actuator/health/**", "/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/**", "/error"
    };
    private static final String BEARER = "Bearer ";
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    @Bean
    Access access() {
        return new Access();
    }

    @Bean
    PrincipalTokens principalTokens(
            MillraceSettings settings,
            IdentitySettings identity,
            Clock clock,
            @Value("${spring.application.name}") String service) {
        return new PrincipalTokens(signingKey(settings, identity, service), identity.tokenTtl(), clock);
    }

    private static Path signingKey(MillraceSettings settings, IdentitySettings identity, String service) {
        Path file = identity.signingKeyFile();
        return file == null ? settings.home().resolve("keys").resolve(service + ".jwk.json") : file;
    }

    @Bean
    ServiceClients serviceClients(
            MillraceSettings settings,
            PrincipalTokens tokens,
            IdentitySettings identity,
            Clock clock,
            @Value("${spring.application.name}") String service) {
        return new ServiceClients(settings, tokens, identity, clock, service);
    }

    @Bean
    KeySet keySet(MillraceSettings settings, IdentitySettings identity) {
        Path file = identity.keySetFile();
        URI uri = identity.keySetUri();
        return new KeySet(
                file == null ? settings.home().resolve("keys").resolve("public.jwks.json") : file,
                uri == null ? settings.serviceUrl(ServiceName.GATEWAY).resolve("/.well-known/jwks.json") : uri);
    }

    @Bean
    SignedStatements signedStatements(
            MillraceSettings settings,
            IdentitySettings identity,
            KeySet keys,
            @Value("${spring.application.name}") String service) {
        return new SignedStatements(new SigningKey(signingKey(settings, identity, service)), keys);
    }

    /** Verifies principals; also for a filter chain that a service brings itself. */
    @Bean
    JwtDecoder principalDecoder(KeySet keys, Clock clock) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                new JwtTimestampValidator(CLOCK_SKEW),
                new JwtIssuerValidator(PrincipalTokens.ISSUER),
                new JwtClaimValidator<List<String>>(
                        "aud", audience -> audience != null && audience.contains(PrincipalTokens.ISSUER))));
        return new VerifiedTokens(decoder, clock);
    }

    /** A timer around each filter of a chain costs a request more than the filters do; http.server.requests has the whole. */
    @Bean
    @ConditionalOnMissingBean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @ConditionalOnMissingBean
    HttpFirewall pathFirewall() {
        return KeysInPaths.firewall();
    }

    @Bean
    @Order(1)
    SecurityFilterChain metricsAccess(
            HttpSecurity http, MillraceSettings settings, IdentitySettings identity, ProblemWriter problems) {
        Path file = identity.metricsTokenFile();
        Path tokenFile = file == null ? settings.home().resolve("metrics-token") : file;
        return stateless(http)
                .securityMatcher("/actuator/prometheus")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .addFilterBefore(new MetricsTokenFilter(tokenFile, problems), AnonymousAuthenticationFilter.class)
                .build();
    }

    @Bean
    @Order(100)
    @ConditionalOnProperty(name = "millrace.identity.mode", havingValue = "service", matchIfMissing = true)
    SecurityFilterChain serviceAccess(HttpSecurity http, JwtDecoder principalDecoder, ProblemWriter problems) {
        AuthenticationEntryPoint unauthenticated = (request, response, failure) -> {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"millrace\"");
            problems.write(
                    request,
                    response,
                    CommonError.UNAUTHENTICATED,
                    "The request carries no valid principal. Call through the gateway.");
        };
        return stateless(http)
                .authorizeHttpRequests(requests ->
                        requests.requestMatchers(OPEN).permitAll().anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.bearerTokenResolver(IdentityAutoConfiguration::bearer)
                        .jwt(jwt -> jwt.decoder(principalDecoder))
                        .authenticationEntryPoint(unauthenticated))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler((request, response, failure) -> problems.write(
                                request,
                                response,
                                CommonError.FORBIDDEN,
                                "The credential does not allow this request.")))
                .build();
    }

    /** What is no token the decoder refuses; matching it with a regular expression first takes a seventh of a point read. */
    private static @Nullable String bearer(HttpServletRequest request) {
        String credential = request.getHeader("Authorization");
        if (credential == null || !credential.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String token = credential.substring(BEARER.length()).strip();
        return token.isEmpty() ? null : token;
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }
}
