package io.millrace.processor.function;

/**
 * A LIKE pattern, compiled once: {@code %} is any text, {@code _} is one character. It never takes more than
 * text × pattern steps, whatever the pattern.
 */
public final class LikePattern {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final int[] pattern;

    private LikePattern(int[] pattern) {
        this.pattern = pattern;
    }

    /** Without an escape character, a backslash is a backslash. */
    public static LikePattern of(String pattern) {
        return compile(pattern, -1);
    }

    /**
     * With an escape character.
     *
     * @param escape exactly one character, which takes the meaning from the {@code %}, {@code _} or itself behind it
     */
    public static LikePattern of(String pattern, String escape) {
        if (escape.codePointCount(0, escape.length()) != 1) {
            throw EvaluationFailure.argument("ESCAPE takes exactly one character");
        }
        return compile(pattern, escape.codePointAt(0));
    }

    private static LikePattern compile(String pattern, int escape) {
        int[] characters = pattern.codePoints().toArray();
        int[] compiled = new int[characters.length];
        int length = 0;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c == escape) {
                i++;
                if (i == characters.length
                        || (characters[i] != '%' && characters[i] != '_' && characters[i] != escape)) {
                    throw EvaluationFailure.argument("the LIKE pattern escapes something else than %, _ or the escape");
                }
                compiled[length++] = characters[i];
            } else {
                compiled[length++] = c == '%' ? ANY_TEXT : c == '_' ? ANY_CHARACTER : c;
            }
        }
        return new LikePattern(java.util.Arrays.copyOf(compiled, length));
    }

    public boolean matches(String text) {
        int t = 0;
        int p = 0;
        int retryText = -1;
        int retryPattern = -1;
        while (t < text.length()) {
            int c = text.codePointAt(t);
            if (p < pattern.length && pattern[p] == ANY_TEXT) {
                retryPattern = ++p;
                retryText = t;
            } else if (p < pattern.length && (pattern[p] == ANY_CHARACTER || pattern[p] == c)) {
                p++;
                t += Character.charCount(c);
            } else if (retryPattern >= 0) {
                retryText += Character.charCount(text.codePointAt(retryText));
                t = retryText;
                p = retryPattern;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_TEXT) {
            p++;
        }
        return p == pattern.length;
    }
}
