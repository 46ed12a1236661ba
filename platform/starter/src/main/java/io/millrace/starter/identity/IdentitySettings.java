package io.millrace.starter.identity;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are verified.
 *
 * @param mode {@code SERVICE}: every request carries a JWT of the key set; {@code GATEWAY}: the application brings its own
 *     security filter chain
 * @param keySetUri where the key set is published; the gateway's {@code /.well-known/jwks.json} by default
 * @param keySetFile key set on disk, read first; {@code keys/public.jwks.json} in Millrace's home by default
 * @param signingKeyFile the service's own private key; {@code keys/<service>.jwk.json} in Millrace's home by default
 * @param metricsTokenFile bearer token of /actuator/prometheus; {@code metrics-token} in Millrace's home by default
 * @param tokenTtl how long a token that the service signs is valid, 10 seconds to 10 minutes
 */
@ConfigurationProperties("millrace.identity")
public record IdentitySettings(
        @DefaultValue("SERVICE") Mode mode,
        @Nullable URI keySetUri,
        @Nullable Path keySetFile,
        @Nullable Path signingKeyFile,
        @Nullable Path metricsTokenFile,
        @DefaultValue("60s") Duration tokenTtl) {

    /** Who guards the requests. */
    public enum Mode {
        SERVICE,
        GATEWAY
    }

    public IdentitySettings {
        if (tokenTtl.toSeconds() < 10 || tokenTtl.toSeconds() > 600) {
            throw new IllegalArgumentException(
                    "millrace.identity.token-ttl is " + tokenTtl + "; it must be between 10 seconds and 10 minutes");
        }
    }
}
