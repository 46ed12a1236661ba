package io.millrace.kernel;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/** Makes version 7 UUIDs (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits, so that ids sort by time. */
public final class Uuids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Uuids() {}

    public static UUID next(Clock clock) {
        return of(clock.millis());
    }

    static UUID of(long epochMillis) {
        long random = RANDOM.nextLong();
        long high = (epochMillis << 16) | 0x7000L | (random & 0x0FFFL);
        long low = 0x8000_0000_0000_0000L | (RANDOM.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
