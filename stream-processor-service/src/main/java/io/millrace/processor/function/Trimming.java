package io.millrace.processor.function;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** LTRIM, RTRIM and BTRIM: they take away characters of a set, which is the space where none is given. */
public final class Trimming {
    private static final String SPACE = " ";
    /** Up to this length a set is searched from its start. */
    private static final int SEARCHED_MAX = 32;

    private Trimming() {}

    public static String left(String text) {
        return left(text, SPACE);
    }

    private static IntPredicate set(String characters) {
        if (characters.length() <= SEARCHED_MAX) {
            return c -> characters.indexOf(c) >= 0;
        }
        BitSet set = new BitSet();
        characters.codePoints().forEach(set::set);
        return set::get;
    }

    public static String left(String text, String characters) {
        IntPredicate set = set(characters);
        int from = 0;
        while (from < text.length()) {
            int c = text.codePointAt(from);
            if (!set.test(c)) {
                break;
            }
            from += Character.charCount(c);
        }
        return text.substring(from);
    }

    public static String right(String text) {
        return right(text, SPACE);
    }

    public static String right(String text, String characters) {
        IntPredicate set = set(characters);
        int to = text.length();
        while (to > 0) {
            int c = text.codePointBefore(to);
            if (!set.test(c)) {
                break;
            }
            to -= Character.charCount(c);
        }
        return text.substring(0, to);
    }

    public static String both(String text) {
        return both(text, SPACE);
    }

    public static String both(String text, String characters) {
        return right(left(text, characters), characters);
    }
}
