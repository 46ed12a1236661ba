package io.millrace.processor.function;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of single characters, and of what all characters of a text are. */
public final class Characters {
    private Characters() {}

    /** Number of the first character, 0 for an empty text. Flink gives a part of a character beyond ASCII; here it fails. */
    public static int ascii(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        char first = text.charAt(0);
        if (first > 127) {
            throw EvaluationFailure.argument("ASCII of a character beyond ASCII");
        }
        return first;
    }

    /** The character of a number's lowest 8 bits; nothing where it is negative. */
    public static String chr(long number) {
        return number < 0 ? "" : String.valueOf((char) (number & 0xFF));
    }

    /** The first letter of each word large, the others small, as in Flink: a word is of A to Z, a to z and 0 to 9. */
    public static String initcap(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean large = c >= 'A' && c <= 'Z';
            boolean small = c >= 'a' && c <= 'z';
            if (inWord) {
                result.append(large ? (char) (c + 32) : c);
            } else {
                result.append(small ? (char) (c - 32) : c);
            }
            inWord = large || small || (c >= '0' && c <= '9');
        }
        return result.toString();
    }

    /** Each character of {@code from} becomes the one at its place in {@code to}, or goes where there is none. */
    public static String translate(String text, @Nullable String from, @Nullable String to) {
        if (from == null || from.isEmpty()) {
            return text;
        }
        Map<Integer, String> replacements = replacements(from, to == null ? "" : to);
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            String replacement = replacements.get(c);
            if (replacement == null) {
                result.appendCodePoint(c);
            } else {
                result.append(replacement);
            }
        });
        Texts.fits(result.length());
        return result.toString();
    }

    private static Map<Integer, String> replacements(String from, String to) {
        int[] before = from.codePoints().toArray();
        int[] after = to.codePoints().toArray();
        Map<Integer, String> replacements = new HashMap<>();
        for (int i = 0; i < before.length; i++) {
            replacements.putIfAbsent(before[i], i < after.length ? Character.toString(after[i]) : "");
        }
        return replacements;
    }

    /** Whether all are letters, and there is one. */
    public static boolean isAlpha(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.isLetter((char) c));
    }

    /** Whether all are digits, of whatever script, and there is one. */
    public static boolean isDigit(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> Character.isDigit((char) c));
    }

    /** Whether Java reads the text as a number, exponents and NaN included. */
    public static boolean isDecimal(String text) {
        try {
            Double.parseDouble(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
