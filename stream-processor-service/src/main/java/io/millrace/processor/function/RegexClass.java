package io.millrace.processor.function;

import java.util.Locale;

/** A set of characters inside a regular expression, written for RE2. Without case it has both cases of its ASCII letters. */
final class RegexClass {
    /** What ends a line for Java's dot; for RE2's it is the line feed alone. */
    static final String LINE_ENDS = "\\n\\r\\x{85}\\x{2028}\\x{2029}";

    private final StringBuilder items = new StringBuilder();
    private final boolean ignoreCase;
    private final boolean negated;

    RegexClass(boolean ignoreCase, boolean negated) {
        this.ignoreCase = ignoreCase;
        this.negated = negated;
    }

    void add(int character) {
        addRange(character, character);
    }

    void addRange(int first, int last) {
        append(first, last);
        if (ignoreCase) {
            appendShifted(first, last, 'a', 'z', 'A' - 'a');
            appendShifted(first, last, 'A', 'Z', 'a' - 'A');
        }
    }

    private void appendShifted(int first, int last, int lower, int upper, int shift) {
        int from = Math.max(first, lower);
        int to = Math.min(last, upper);
        if (from <= to) {
            append(from + shift, to + shift);
        }
    }

    private void append(int first, int last) {
        items.append(hex(first)).append('-').append(hex(last));
    }

    /** The items of a set that has a name. */
    void addSet(String set) {
        items.append(set);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    String toRe2() {
        return (negated ? "[^" : "[") + items + "]";
    }

    static String hex(int character) {
        return "\\x{" + Integer.toHexString(character) + "}";
    }

    /** Items of Java's {@code \d}, {@code \w} and so on, all ASCII; null for others. */
    static @org.jspecify.annotations.Nullable String shorthand(int letter) {
        return switch (letter) {
            case 'd' -> "0-9";
            case 'w' -> "0-9A-Za-z_";
            case 's' -> "\\t\\n\\x{b}\\f\\r ";
            default -> null;
        };
    }

    /** Items of {@code \p{Alpha}} and its like, all ASCII; null for names of Unicode's sets. */
    static @org.jspecify.annotations.Nullable String posix(String name) {
        return switch (name) {
            case "Lower", "Upper", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print", "Blank", "Cntrl", "XDigit" ->
                "[:" + name.toLowerCase(Locale.ROOT) + ":]";
            case "Space" -> "\\t\\n\\x{b}\\f\\r ";
            case "ASCII" -> "\\x{0}-\\x{7f}";
            default -> null;
        };
    }
}
