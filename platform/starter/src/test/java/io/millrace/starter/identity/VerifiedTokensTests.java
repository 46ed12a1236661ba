package io.millrace.starter.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class VerifiedTokensTests {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicInteger verifications = new AtomicInteger();
    private final MovedClock clock = new MovedClock();
    private final VerifiedTokens tokens = new VerifiedTokens(this::verify, clock);

    @Test
    void verifiesATokenOnce() {
        tokens.decode("a");
        tokens.decode("a");
        tokens.decode("b");

        assertThat(verifications).hasValue(2);
    }

    @Test
    void asksAgainOnceTheTokenHasExpired() {
        tokens.decode("a");
        clock.now = START.plusSeconds(31);
        tokens.decode("a");

        assertThat(verifications).hasValue(2);
    }

    @Test
    void neverRemembersWhatWasRefused() {
        for (int i = 1; i <= 2; i++) {
            assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
            assertThat(verifications).hasValue(i);
        }
    }

    private Jwt verify(String token) {
        verifications.incrementAndGet();
        if (token.equals("forged")) {
            throw new BadJwtException("no");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "ES256")
                .subject("p")
                .expiresAt(START.plusSeconds(30))
                .build();
    }

    private static final class MovedClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
