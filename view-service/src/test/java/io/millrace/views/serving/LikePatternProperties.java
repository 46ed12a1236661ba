package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A pattern matches what a regular expression of the same meaning matches. */
class LikePatternProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIES = 20_000;
    private static final String[] PATTERN = {"%", "*", "_", "a", "b", "B", "\n", "é", "😀"};
    private static final String[] TEXT = {"a", "b", "A", "\n", "É", "😀"};

    @Test
    void matchesWhatTheRegularExpressionMatches() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            String pattern = joined(random, PATTERN);
            String text = joined(random, TEXT);
            boolean caseless = random.nextBoolean();
            int flags = Pattern.DOTALL | (caseless ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
            assertThat(LikePattern.parse(pattern, caseless).matches(text))
                    .as("seed %d: %s like %s, caseless %s", SEED, text, pattern, caseless)
                    .isEqualTo(
                            Pattern.compile(regex(pattern), flags).matcher(text).matches());
        }
    }

    @Test
    void whatMatchesBeginsWithTheStart() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            String text = joined(random, TEXT);
            LikePattern pattern = LikePattern.parse(joined(random, PATTERN), false);
            boolean begins = text.startsWith(pattern.start());
            boolean matches = pattern.matches(text);
            assertThat(begins || !matches).isTrue();
            assertThat(matches || !begins || !pattern.isStartAlone()).isTrue();
        }
    }

    private static String joined(Random random, String[] parts) {
        StringBuilder joined = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            joined.append(parts[random.nextInt(parts.length)]);
        }
        return joined.toString();
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints()
                .forEach(point -> regex.append(
                        switch (point) {
                            case '%', '*' -> ".*";
                            case '_' -> ".";
                            default -> Pattern.quote(Character.toString(point));
                        }));
        return regex.toString();
    }

    @Test
    void aBackslashKeepsACharacter() {
        assertThat(LikePattern.parse("100\\%", false).matches("100%")).isTrue();
        assertThat(LikePattern.parse("100\\%", false).matches("1000")).isFalse();
        assertThat(LikePattern.parse("\\\\", false).matches("\\")).isTrue();
        assertThatThrownBy(() -> LikePattern.parse("a\\", false)).hasMessageContaining("backslash");
    }

    @Test
    void manyWildcardsTakeNoExponentialTime() {
        LikePattern pattern = LikePattern.parse("%a".repeat(200) + "%b", false);
        assertThat(pattern.matches("a".repeat(20_000))).isFalse();
        assertThat(pattern.matches("a".repeat(20_000) + "b")).isTrue();
    }
}
