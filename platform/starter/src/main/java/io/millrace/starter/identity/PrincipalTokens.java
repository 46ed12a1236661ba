package io.millrace.starter.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * Signs principals as short-lived ES256 tokens with the service's own key (RFC 7519; issuer and audience are both
 * {@value #ISSUER}). The gateway signs its clients, a service signs itself.
 */
public final class PrincipalTokens {
    public static final String ISSUER = "millrace";

    private final SigningKey key;
    private final Duration ttl;
    private final Clock clock;

    /**
     * @param keyFile a private EC P-256 JWK with a key id; read at first use
     * @param ttl how long a token is valid
     */
    public PrincipalTokens(Path keyFile, Duration ttl, Clock clock) {
        this.key = new SigningKey(keyFile);
        this.ttl = ttl;
        this.clock = clock;
    }

    /** @throws IllegalStateException where the key file is missing or unusable */
    public String sign(Principal principal) {
        Instant now = clock.instant();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(ISSUER)
                .subject(principal.id())
                .claim("name", principal.name())
                .claim("scope", String.join(" ", principal.scopes()))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ttl)))
                .build();
        return key.sign(null, claims.toPayload());
    }
}
