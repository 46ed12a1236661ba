package io.millrace.starter.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Remembers tokens whose signature was verified, until they expire: the gateway sends the same token of a principal for most
 * of a minute, and an ES256 verification costs more than a point read. What was not verified is never remembered.
 */
final class VerifiedTokens implements JwtDecoder {
    private static final int TOKENS_MAX = 10_000;
    private static final Duration KEPT_AT_MOST = Duration.ofMinutes(1);

    private final JwtDecoder verifier;
    private final Clock clock;
    private final Cache<String, Jwt> verified = Caffeine.newBuilder()
            .maximumSize(TOKENS_MAX)
            .expireAfterWrite(KEPT_AT_MOST)
            .build();

    VerifiedTokens(JwtDecoder verifier, Clock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) throws JwtException {
        Jwt known = verified.getIfPresent(token);
        if (known != null && isCurrent(known)) {
            return known;
        }
        Jwt fresh = verifier.decode(token);
        verified.put(token, fresh);
        return fresh;
    }

    private boolean isCurrent(Jwt token) {
        Instant expiresAt = token.getExpiresAt();
        return expiresAt != null && clock.instant().isBefore(expiresAt);
    }
}
