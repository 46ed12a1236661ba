package io.millrace.gateway.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The issuer whose tokens are taken; none where {@code issuerUri} is absent.
 *
 * @param issuerUri the {@code iss} of its tokens, below which {@code /.well-known/openid-configuration} stands
 * @param audience what the {@code aud} of a token must contain; required with an issuer, or tokens that were made for other
 *     applications would be taken
 * @param clockSkew how far the issuer's clock may be off, at most 5 minutes
 * @param claims where in a token things stand
 * @param scopes what a word of the claim (a role or group, say) stands for; words that are not listed count as scopes
 */
@ConfigurationProperties("millrace.identity.oidc")
record OidcSettings(
        @Nullable URI issuerUri,
        @DefaultValue("") String audience,
        @DefaultValue("30s") Duration clockSkew,
        @DefaultValue Claims claims,
        @DefaultValue Map<String, List<String>> scopes) {
    private static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);

    /**
     * Where in a token things stand.
     *
     * @param name claim that holds the name for people
     * @param scope claim that holds scopes, either one text with spaces or a list
     * @param scopePrefix what stands before each of Millrace's scopes in that claim, for example {@code millrace:}
     */
    record Claims(
            @DefaultValue("name") String name,
            @DefaultValue("scope") String scope,
            @DefaultValue("") String scopePrefix) {}

    OidcSettings {
        if (issuerUri != null && audience.isBlank()) {
            throw new IllegalArgumentException(
                    "millrace.identity.oidc.issuer-uri is " + issuerUri
                            + ", but millrace.identity.oidc.audience is not set; name the audience that its tokens carry for Millrace");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(CLOCK_SKEW_MAX) > 0) {
            throw new IllegalArgumentException("millrace.identity.oidc.clock-skew is " + clockSkew
                    + "; it must be between 0 and " + CLOCK_SKEW_MAX);
        }
        scopes = Map.copyOf(scopes);
    }
}
