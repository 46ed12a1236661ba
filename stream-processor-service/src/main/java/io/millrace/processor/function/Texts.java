package io.millrace.processor.function;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions of text. Lengths and places count characters (code points), not UTF-16 units. */
public final class Texts {
    /** Longest text that an expression may make, in UTF-16 units. */
    static final int LENGTH_MAX = 1 << 20;

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
        fits((long) a.length() + b.length());
        return a.concat(b);
    }

    /** The parts that are there, with the separator between them. */
    public static String concatWithSeparator(String separator, @Nullable String[] parts) {
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (String part : parts) {
            if (part != null) {
                fits((long) text.length() + separator.length() + part.length());
                text.append(first ? "" : separator).append(part);
                first = false;
            }
        }
        return text.toString();
    }

    /** Fails where a text would be too long to make. */
    static void fits(long length) {
        if (length > LENGTH_MAX) {
            throw EvaluationFailure.argument("the text would be longer than " + LENGTH_MAX);
        }
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

    /** As {@link #substr(String, long, long)}, to the end. */
    public static String substr(String text, long start) {
        int characters = length(text);
        if (start > characters || start < -characters) {
            return "";
        }
        long from = start > 0 ? start - 1 : start < 0 ? characters + start : 0;
        return text.substring(text.offsetByCodePoints(0, (int) from));
    }

    /**
     * SUBSTR, as in Flink.
     *
     * @param start 1 is the first character, as is 0; counted from the end where negative
     * @return null where the length is negative
     */
    public static @Nullable String substr(String text, long start, long length) {
        return length < 0 ? null : left(substr(text, start), length);
    }

    /** The first characters; none where the number is negative. */
    public static String left(String text, long length) {
        if (length <= 0) {
            return "";
        }
        return length >= text.length() ? text : Casts.cut(text, (int) length);
    }

    /** The last characters; none where the number is negative. */
    public static String right(String text, long length) {
        if (length <= 0) {
            return "";
        }
        int characters = length(text);
        return length >= characters ? text : text.substring(text.offsetByCodePoints(0, characters - (int) length));
    }

    public static String reverse(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    public static boolean startsWith(String text, String start) {
        return text.startsWith(start);
    }

    public static boolean endsWith(String text, String end) {
        return text.endsWith(end);
    }

    /** Place of the first occurrence, 1 is the first character; 0 where there is none. */
    public static int position(String part, String text) {
        int index = text.indexOf(part);
        return index < 0 ? 0 : text.codePointCount(0, index) + 1;
    }

    /** Place of the first occurrence from a place on; 1, whatever the place, for a part that is empty. */
    public static int position(String part, String text, long from) {
        if (part.isEmpty() || from <= 1) {
            return position(part, text);
        }
        if (from > length(text)) {
            return 0;
        }
        int index = text.indexOf(part, text.offsetByCodePoints(0, (int) from - 1));
        return index < 0 ? 0 : text.codePointCount(0, index) + 1;
    }

    public static int instr(String text, String part) {
        return position(part, text);
    }

    /**
     * The text between separators.
     *
     * @param index 0 is the first
     * @return null where there is none; an empty text has none at all
     */
    public static @Nullable String splitIndex(String text, String separator, long index) {
        if (separator.isEmpty()) {
            throw EvaluationFailure.argument("SPLIT_INDEX takes a separator of at least one character");
        }
        if (index < 0 || text.isEmpty()) {
            return null;
        }
        int from = 0;
        for (long i = 0; i < index; i++) {
            int end = text.indexOf(separator, from);
            if (end < 0) {
                return null;
            }
            from = end + separator.length();
        }
        int end = text.indexOf(separator, from);
        return text.substring(from, end < 0 ? text.length() : end);
    }

    /** With one character, 1 to 255, as the separator; null with another. */
    public static @Nullable String splitIndex(String text, long separator, long index) {
        return separator < 1 || separator > 255 ? null : splitIndex(text, String.valueOf((char) separator), index);
    }

    /** As {@link #overlay(String, String, long, long)}, over as many characters as there are in their stead. */
    public static String overlay(String text, String with, long start) {
        return overlay(text, with, start, length(with));
    }

    /**
     * OVERLAY. The text itself where it has no character at the place, as in Flink.
     *
     * @param length at least 1, for Flink loses the text behind where it is 0
     */
    public static String overlay(String text, String with, long start, long length) {
        int characters = length(text);
        if (start < 1 || start > characters) {
            return text;
        }
        if (length < 1) {
            throw EvaluationFailure.argument("OVERLAY for " + length + " characters");
        }
        long behind = Math.min(characters, start - 1 + Math.min(length, characters));
        String head = text.substring(0, text.offsetByCodePoints(0, (int) start - 1));
        return concat(concat(head, with), text.substring(text.offsetByCodePoints(0, (int) behind)));
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
