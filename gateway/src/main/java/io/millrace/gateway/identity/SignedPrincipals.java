package io.millrace.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.starter.identity.IdentitySettings;
import io.millrace.starter.identity.Principal;
import io.millrace.starter.identity.PrincipalTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * The tokens with which principals go on to the services. One is signed again a quarter of its life before it ends, so
 * that what is forwarded is valid long enough to be read.
 */
@Component
public class SignedPrincipals {
    private static final int PRINCIPALS_MAX = 10_000;

    private final PrincipalTokens tokens;
    private final Duration usable;
    private final Clock clock;
    private final Cache<Principal, Signed> signed =
            Caffeine.newBuilder().maximumSize(PRINCIPALS_MAX).build();

    private record Signed(String token, Instant usableUntil) {}

    SignedPrincipals(PrincipalTokens tokens, IdentitySettings identity, Clock clock) {
        this.tokens = tokens;
        this.usable = identity.tokenTtl().multipliedBy(3).dividedBy(4);
        this.clock = clock;
    }

    /** A token that is valid for at least a quarter of the configured life. */
    public String token(Principal principal) {
        Instant now = clock.instant();
        Signed present = signed.getIfPresent(principal);
        if (present == null || !now.isBefore(present.usableUntil())) {
            present = new Signed(tokens.sign(principal), now.plus(usable));
            signed.put(principal, present);
        }
        return present.token();
    }
}
