package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTests {
    private static final long SEED = Long.getLong("seed", 42);

    @Test
    void leftAndRightCutAtCharacters() {
        assertThat(Texts.left("a😀b", 2)).isEqualTo("a😀");
        assertThat(Texts.right("a😀b", 2)).isEqualTo("😀b");
        assertThat(Texts.left("ab", Long.MAX_VALUE)).isEqualTo("ab");
        assertThat(Texts.right("ab", Long.MAX_VALUE)).isEqualTo("ab");
        assertThat(Texts.left("ab", Long.MIN_VALUE)).isEmpty();
        assertThat(Texts.right("ab", 0)).isEmpty();
    }

    @Test
    void leftAndRightPutTogetherAreTheText() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 5_000; trial++) {
            String text = text(random);
            int length = Texts.length(text);
            int cut = random.nextInt(length + 1);
            assertThat(Texts.left(text, cut) + Texts.right(text, length - cut))
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(text);
            assertThat(Texts.left(text, cut) + Texts.substr(text, cut + 1)).isEqualTo(text);
            assertThat(Texts.substr(text, 1, cut)).isEqualTo(Texts.left(text, cut));
            assertThat(Texts.reverse(Texts.reverse(text))).isEqualTo(text);
        }
    }

    @Test
    void substrCountsFromTheEndWhereNegative() {
        assertThat(Texts.substr("hello", -3)).isEqualTo("llo");
        assertThat(Texts.substr("hello", -5, 1)).isEqualTo("h");
        assertThat(Texts.substr("hello", -6)).isEmpty();
        assertThat(Texts.substr("hello", 0)).isEqualTo("hello");
        assertThat(Texts.substr("hello", Long.MIN_VALUE)).isEmpty();
        assertThat(Texts.substr("hello", 6)).isEmpty();
        assertThat(Texts.substr("", 0, 5)).isEmpty();
        assertThat(Texts.substr("hello", 2, Long.MAX_VALUE)).isEqualTo("ello");
        assertThat(Texts.substr("hello", 2, -1)).isNull();
    }

    @Test
    void positionsCountCharacters() {
        assertThat(Texts.position("b", "😀b😀b", 3)).isEqualTo(4);
        assertThat(Texts.position("b", "😀b", 3)).isZero();
        assertThat(Texts.position("b", "😀b", Long.MAX_VALUE)).isZero();
        assertThat(Texts.position("", "abc", 9)).isOne();
        assertThat(Texts.instr("a😀b", "b")).isEqualTo(3);
    }

    @Test
    void splitsAsStringSplitDoes() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 2_000; trial++) {
            String text = "a" + text(random);
            String[] parts = text.split("b", -1);
            int index = random.nextInt(5);
            assertThat(Texts.splitIndex(text, "b", index))
                    .as("seed %d: %s", SEED, text)
                    .isEqualTo(index < parts.length ? parts[index] : null);
        }
    }

    @Test
    void overlayKeepsWhatIsBehind() {
        assertThat(Texts.overlay("abc", "Z", 1, 1)).isEqualTo("Zbc");
        assertThat(Texts.overlay("abc", "Z", 3, 1)).isEqualTo("abZ");
        assertThat(Texts.overlay("abc", "Z", 3, 5)).isEqualTo("abZ");
        assertThat(Texts.overlay("a😀c", "ZZ", 2, 1)).isEqualTo("aZZc");
        assertThat(Texts.overlay("abc", "Z", Long.MAX_VALUE)).isEqualTo("abc");
    }

    @Test
    void paddingMakesTheLength() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 2_000; trial++) {
            String text = text(random);
            int length = random.nextInt(20);
            String left = Padding.left(text, length, "x😀");
            String right = Padding.right(text, length, "x😀");
            assertThat(Texts.length(left)).as("seed %d: %s", SEED, text).isEqualTo(length);
            assertThat(Texts.length(right)).isEqualTo(length);
            assertThat(length < Texts.length(text) || left.endsWith(text)).isTrue();
            assertThat(right).startsWith(Texts.left(text, length));
        }
    }

    @Test
    void textsBeyondTheLimitFail() {
        assertThatThrownBy(() -> Padding.repeat("x", Long.MAX_VALUE)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Padding.repeat("xx", 1 << 20)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Padding.left("x", Long.MAX_VALUE, "y")).isInstanceOf(EvaluationFailure.class);
        String large = "x".repeat(1 << 20);
        assertThatThrownBy(() -> Texts.concatWithSeparator(",", new String[] {large, "y"}))
                .isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Texts.overlay(large, "yy", 1, 1)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> TextPattern.of("x").replace(large, "yy")).isInstanceOf(EvaluationFailure.class);
        assertThat(Padding.repeat("x", 1 << 20)).hasSize(1 << 20);
    }

    @Test
    void patternsReadALimitedPartOfATextHoweverOftenTheySearch() {
        String large = "a".repeat(1 << 20);
        TextPattern quadratic = TextPattern.of("a(?:.*c)?");
        assertThatThrownBy(() -> quadratic.replace(large, "b")).hasMessageContaining("too long for this pattern");
        assertThat(quadratic.replace("aac", "b")).isEqualTo("b");
        assertThat(TextPattern.of("a").replace(large, "b")).isEqualTo("b".repeat(1 << 20));
    }

    @Test
    void trimmingTakesWholeCharacters() {
        assertThat(Trimming.both("😀😀a😀", "😀")).isEqualTo("a");
        assertThat(Trimming.left("\tx")).isEqualTo("\tx");
        assertThat(Trimming.right("x ")).isEqualTo("x");
        assertThat(Trimming.both("xyx", "yx")).isEmpty();
        assertThat(Trimming.both(" a ", "")).isEqualTo(" a ");
        assertThat(Trimming.both("😀xa😀", "0123456789bcdefghijklmnopqrstuvwxyz😀"))
                .isEqualTo("a");
    }

    @Test
    void charactersAreAsInFlink() {
        assertThat(Characters.initcap("ÉTÉ o'neil X2y")).isEqualTo("ÉTÉ O'Neil X2y");
        assertThat(Characters.chr(255)).isEqualTo("ÿ");
        assertThat(Characters.translate("a😀b", "😀", "x")).isEqualTo("axb");
        assertThat(Characters.translate("ab", "a", "😀")).isEqualTo("😀b");
        assertThat(Characters.isDecimal("NaN")).isTrue();
        assertThat(Characters.isDecimal("1.2.3")).isFalse();
        assertThat(Characters.isDigit("٣")).isTrue();
    }

    private static String text(Random random) {
        int[] alphabet = "abß😀 ".codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
