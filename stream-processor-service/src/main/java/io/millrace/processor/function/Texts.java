package io.millrace.processor.function;

import java.util.Locale;

/** Functions of text. Lengths and places count characters (code points), not UTF-16 units. */
public final class Texts {
    /** Longest text that an expression may make, in UTF-16 units. */
    private static final int LENGTH_MAX = 1 << 20;

    private Texts() {}

    public static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    public static String concat(String a, String b) {
        if (a.length() + b.length() > LENGTH_MAX) {
            throw EvaluationFailure.argument("the text would be longer than " + LENGTH_MAX);
        }
        return a.concat(b);
    }

    /** From a place (1 is the first) to the end. */
    public static String substring(String text, long start) {
        return substring(text, start, Integer.MAX_VALUE);
    }

    public static String substring(String text, long start, long length) {
        if (start < 1 || length < 0) {
            throw EvaluationFailure.argument("SUBSTRING from " + start + " for " + length);
        }
        int characters = length(text);
        if (start > characters) {
            return "";
        }
        int from = text.offsetByCodePoints(0, (int) start - 1);
        long count = Math.min(length, characters - start + 1);
        return text.substring(from, text.offsetByCodePoints(from, (int) count));
    }

    /** Place of the first occurrence, 1 is the first character; 0 where there is none. */
    public static int position(String part, String text) {
        int index = text.indexOf(part);
        return index < 0 ? 0 : text.codePointCount(0, index) + 1;
    }

    public static String replace(String text, String part, String with) {
        if (part.isEmpty()) {
            return text;
        }
        if (with.length() > part.length()
                && (long) text.length() / part.length() * with.length() + text.length() > LENGTH_MAX) {
            throw EvaluationFailure.argument("the text could be longer than " + LENGTH_MAX);
        }
        return text.replace(part, with);
    }

    /**
     * TRIM.
     *
     * @param character exactly one
     */
    public static String trim(boolean leading, boolean trailing, String character, String text) {
        if (character.codePointCount(0, character.length()) != 1) {
            throw EvaluationFailure.argument("TRIM takes exactly one character");
        }
        int from = 0;
        int to = text.length();
        int width = character.length();
        while (leading && from + width <= to && text.startsWith(character, from)) {
            from += width;
        }
        while (trailing && to - width >= from && text.startsWith(character, to - width)) {
            to -= width;
        }
        return text.substring(from, to);
    }
}
