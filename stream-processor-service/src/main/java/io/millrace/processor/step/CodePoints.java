package io.millrace.processor.step;

/** The order of strings: by code point, as in Flink and PostgreSQL's C collation, where Java's own is by UTF-16 unit. */
public final class CodePoints {
    private CodePoints() {}

    /** Less than, equal to or greater than 0, as {@code left} stands before, at or behind {@code right}. */
    public static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? Character.compare(a, b)
                        : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Bytes of a text in UTF-8; an unpaired surrogate is one byte, for it is written as a question mark. */
    static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 ? 1 : extraBytes(text, i);
            }
        }
        return length;
    }

    private static int extraBytes(String text, int at) {
        char c = text.charAt(at);
        if (!Character.isSurrogate(c)) {
            return 2;
        }
        boolean leads =
                Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        return leads ? 2 : 0;
    }
}
