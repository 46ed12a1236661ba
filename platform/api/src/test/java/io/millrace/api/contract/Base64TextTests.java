package io.millrace.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Base64TextTests {
    private static final long SEED = Long.getLong("seed", 42);
    private static final String LETTERS = "ABCQRghw019+/==-_ ä\n";

    @Test
    void readsWhatIsWritten() {
        Random random = new Random(SEED);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = Base64Text.write(bytes);
            assertThat(Base64Text.read(text)).isEqualTo(bytes);
            byte[] among = ("A" + text + "=").getBytes(StandardCharsets.UTF_8);
            assertThat(Base64Text.length(among, 1, among.length - 1)).isEqualTo(length);
        }
    }

    /** A text is taken where the JDK reads it and writes the same again. */
    @Test
    void takesTheOneSpellingAlone() {
        Random random = new Random(SEED);
        int taken = 0;
        for (int trial = 0; trial < 200_000; trial++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            byte[] bytes = Base64Text.read(text.toString());
            assertThat(bytes != null).as("seed %d: %s", SEED, text).isEqualTo(isOneSpelling(text.toString()));
            taken += bytes == null ? 0 : 1;
        }
        assertThat(taken).isGreaterThan(20_000);
    }

    private static boolean isOneSpelling(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
