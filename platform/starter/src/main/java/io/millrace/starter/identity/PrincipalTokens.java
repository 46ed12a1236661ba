package io.millrace.starter.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Signs principals as short-lived ES256 tokens with the service's own key (RFC 7519; issuer and audience are both
 * {@value #ISSUER}). The gateway signs its clients, a service signs itself.
 */
public final class PrincipalTokens {
    public static final String ISSUER = "millrace";

    private final Path keyFile;
    private final Duration ttl;
    private final Clock clock;
    private volatile @Nullable Signing signing;

    private record Signing(ECKey key, ECDSASigner signer) {}

    /**
     * @param keyFile a private EC P-256 JWK with a key id; read at first use
     * @param ttl how long a token is valid
     */
    public PrincipalTokens(Path keyFile, Duration ttl, Clock clock) {
        this.keyFile = keyFile;
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
        try {
            Signing present = signing();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(present.key().getKeyID())
                            .build(),
                    claims);
            token.sign(present.signer());
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(
                    "The key in " + keyFile + " cannot sign ES256; it must be an EC P-256 key", e);
        }
    }

    private Signing signing() throws JOSEException {
        Signing present = signing;
        if (present == null) {
            ECKey key = KeySet.privateKey(keyFile);
            present = new Signing(key, new ECDSASigner(key));
            signing = present;
        }
        return present;
    }
}
