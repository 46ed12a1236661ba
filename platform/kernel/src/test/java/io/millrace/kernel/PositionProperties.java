package io.millrace.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The lattice laws of positions, over random ones. */
class PositionProperties {
    private static final long SEED = Long.getLong("seed", 20011123L);

    private final Random random = new Random(SEED);
    private final UUID[] topics = {new UUID(1, 2), new UUID(-1, -2), new UUID(0, 0)};

    @Test
    void mergeIsTheLeastUpperBound() {
        for (int trial = 0; trial < 2_000; trial++) {
            Position a = any();
            Position b = any();
            Position both = a.merge(b);
            assertThat(a.isCoveredBy(both) && b.isCoveredBy(both))
                    .as("seed %d trial %d", SEED, trial)
                    .isTrue();
            assertThat(both).isEqualTo(b.merge(a)).isEqualTo(both.merge(a));
            assertThat(a.isCoveredBy(b)).as("seed %d trial %d", SEED, trial).isEqualTo(both.equals(b));
        }
    }

    @Test
    void tokensReadBackAsTheyWere() {
        for (int trial = 0; trial < 2_000; trial++) {
            Position position = any();
            assertThat(Position.parse(position.token()))
                    .as("seed %d trial %d", SEED, trial)
                    .isEqualTo(position);
        }
    }

    @Test
    void noTextMakesParsingFailOtherwiseThanAsMalformed() {
        for (int trial = 0; trial < 5_000; trial++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 1;
            }
            String text = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            try {
                Position.parse(text);
            } catch (MillraceException e) {
                assertThat(e.code()).as("seed %d trial %d", SEED, trial).isEqualTo(CommonError.MALFORMED_POSITION);
            }
        }
    }

    private Position any() {
        Position.Builder builder = new Position.Builder();
        int entries = random.nextInt(8);
        for (int i = 0; i < entries; i++) {
            builder.include(
                    topics[random.nextInt(topics.length)],
                    random.nextInt(5),
                    random.nextBoolean() ? random.nextInt(4) : random.nextLong(Long.MAX_VALUE));
        }
        return builder.build();
    }
}
