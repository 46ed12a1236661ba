package io.millrace.processor.function;

/** LTRIM, RTRIM and BTRIM: they take away characters of a set, which is the space where none is given. */
public final class Trimming {
    private static final String SPACE = " ";

    private Trimming() {}

    public static String left(String text) {
        return left(text, SPACE);
    }

    public static String left(String text, String characters) {
        int from = 0;
        while (from < text.length()) {
            int c = text.codePointAt(from);
            if (characters.indexOf(c) < 0) {
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
        int to = text.length();
        while (to > 0) {
            int c = text.codePointBefore(to);
            if (characters.indexOf(c) < 0) {
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
