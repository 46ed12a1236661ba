package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is accepted of Java's regular expressions gives what java.util.regex gives. */
class TextPatternProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final String[] ATOMS = {
        "a",
        "b",
        "c",
        "A",
        "ß",
        "😀",
        ".",
        "\\d",
        "\\w",
        "\\s",
        "\\D",
        "\\W",
        "\\S",
        "\\.",
        "\\t",
        "\\x41",
        "\\u00df",
        "[abc]",
        "[^abc]",
        "[a-c]",
        "[A-Z0-9]",
        "[\\d_]",
        "[\\s-]",
        "[a&b]",
        "[^\\w]",
        "[-a]",
        "[.*]",
        "\\p{Alpha}",
        "\\p{Space}",
        "\\Qa.b\\E",
        "\\-",
        "_",
        " ",
        "[ß😀]",
        "[k-s]",
        "\n"
    };
    private static final String[] ANCHORS = {"^", "$", "\\b", "\\B", "\\A", "\\z"};
    private static final String[] QUANTIFIERS = {
        "", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,3}", "{1,}"
    };
    private static final String ALPHABET = "aabbccABCK1 _-.\t\u000b\u0085\n\r\u2028ßſK😀";

    private int accepted;

    @Test
    void matchesAsJavaDoes() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 30_000; trial++) {
            String pattern =
                    (random.nextInt(6) == 0 ? "(?i)" : random.nextInt(8) == 0 ? "(?s)" : "") + pattern(random, 3);
            TextPattern ours = compiled(pattern);
            if (ours != null) {
                for (int i = 0; i < 4; i++) {
                    compare(pattern, ours, text(random), trial);
                }
            }
        }
        assertThat(accepted).as("patterns tried, seed %d", SEED).isGreaterThan(40_000);
    }

    private static @Nullable TextPattern compiled(String pattern) {
        try {
            return TextPattern.of(pattern);
        } catch (EvaluationFailure refused) {
            return null;
        }
    }

    private void compare(String pattern, TextPattern ours, String text, int trial) {
        Pattern java = Pattern.compile(pattern);
        String of = "seed " + SEED + ", trial " + trial + ": /" + pattern + "/ on '" + text + "'";
        try {
            assertThat(ours.isIn(text))
                    .as(of)
                    .isEqualTo(!pattern.isEmpty() && java.matcher(text).find());
            for (int group = 0; group <= ours.groups(); group++) {
                Matcher matcher = java.matcher(text);
                assertThat(ours.extract(text, group)).as(of).isEqualTo(matcher.find() ? matcher.group(group) : null);
            }
            if (!text.contains("😀")) {
                assertThat(ours.replace(text, "<$1>"))
                        .as(of)
                        .isEqualTo(java.matcher(text).replaceAll(Matcher.quoteReplacement("<$1>")));
                assertThat(ours.count(text)).as(of).isEqualTo((int)
                        java.matcher(text).results().count());
            }
            accepted++;
        } catch (EvaluationFailure ambiguous) {
            assertThat(ambiguous).hasMessageContaining("ambiguous");
        }
    }

    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            if (random.nextInt(8) == 0) {
                pattern.append(ANCHORS[random.nextInt(ANCHORS.length)]);
            } else {
                String atom = depth > 0 && random.nextInt(4) == 0
                        ? (random.nextInt(3) == 0 ? "(?:" : "(") + pattern(random, depth - 1) + ")"
                        : ATOMS[random.nextInt(ATOMS.length)];
                pattern.append(atom).append(QUANTIFIERS[random.nextInt(QUANTIFIERS.length)]);
            }
            if (random.nextInt(8) == 0) {
                pattern.append('|');
            }
        }
        return pattern.toString();
    }

    private static String text(Random random) {
        int[] alphabet = ALPHABET.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
