package io.millrace.processor.function;

/**
 * Reads the part of Java's regular expressions, which are Flink's, that RE2 matches with the same result, and writes it for RE2.
 *
 * <pre>
 * (?i)ab.\s   becomes   [\x{61}-\x{61}\x{41}-\x{41}][…][^\n\r\x{85}\x{2028}\x{2029}][\t\n\x{b}\f\r ]
 * </pre>
 *
 * What RE2 cannot do (what looks around, refers back or is possessive) and what it does otherwise is refused.
 */
final class JavaRegex {
    private static final int LENGTH_MAX = 1_000;
    private static final int DEPTH_MAX = 100;
    private static final int SIZE_MAX = 2_000;
    private static final int REPEATS_MAX = 1_000;

    /**
     * A translated expression.
     *
     * @param matchesEmpty whether it can match nothing
     * @param captures 0 without a capturing group, 1 with one, 2 with one inside another, 3 with one that repeats
     * @param size about how many states RE2 needs for it
     */
    private record Part(String re2, boolean matchesEmpty, boolean repeatable, int captures, long size) {}

    private final String pattern;
    private int at;
    private int depth;
    private boolean ignoreCase;
    private boolean dotAll;
    private boolean usesDollar;
    private boolean usesBoundary;

    private JavaRegex(String pattern) {
        this.pattern = pattern;
    }

    /**
     * A translated pattern.
     *
     * @param usesDollar whether it has a {@code $}, which for Java is also in front of a line's end that ends the text
     * @param usesBoundary whether it has a {@code \\b} or {@code \\B}, for which it depends on the JDK what else than ASCII is
     *     a word
     * @param size about how many states RE2 needs for it
     */
    record Translated(String re2, boolean usesDollar, boolean usesBoundary, long size) {}

    /** @throws EvaluationFailure with the reason */
    static Translated translate(String pattern) {
        if (pattern.length() > LENGTH_MAX) {
            throw refuse("it is longer than " + LENGTH_MAX);
        }
        JavaRegex regex = new JavaRegex(pattern);
        regex.flags();
        Part all = regex.alternatives();
        if (regex.at < pattern.length()) {
            throw refuse("a ) has no (");
        }
        return new Translated(all.re2(), regex.usesDollar, regex.usesBoundary, all.size() + 1);
    }

    private static EvaluationFailure refuse(String reason) {
        return EvaluationFailure.argument(reason);
    }

    private void flags() {
        for (String flags : new String[] {"(?i)", "(?s)", "(?is)", "(?si)"}) {
            if (pattern.startsWith(flags)) {
                ignoreCase = flags.contains("i");
                dotAll = flags.contains("s");
                at = flags.length();
            }
        }
    }

    private boolean sees(String text) {
        return pattern.startsWith(text, at);
    }

    private boolean skip(String text) {
        boolean seen = sees(text);
        at += seen ? text.length() : 0;
        return seen;
    }

    private int next() {
        if (at >= pattern.length()) {
            throw refuse("it ends too early");
        }
        int c = pattern.codePointAt(at);
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw refuse("it has half a character");
        }
        at += Character.charCount(c);
        return c;
    }

    private Part alternatives() {
        Part first = sequence();
        StringBuilder re2 = new StringBuilder(first.re2());
        boolean matchesEmpty = first.matchesEmpty();
        int captures = first.captures();
        long size = first.size();
        while (skip("|")) {
            Part other = sequence();
            re2.append('|').append(other.re2());
            matchesEmpty |= other.matchesEmpty();
            captures = Math.max(captures, other.captures());
            size = limited(size + 1 + other.size());
            if (captures == 3) {
                throw refuse("a group that repeats inside of alternatives must be of the form (?: )");
            }
        }
        return new Part(re2.toString(), matchesEmpty, true, captures, size);
    }

    private Part sequence() {
        StringBuilder re2 = new StringBuilder();
        boolean matchesEmpty = true;
        int captures = 0;
        long size = 0;
        while (at < pattern.length() && !sees("|") && !sees(")")) {
            Part part = repeated(atom());
            re2.append(part.re2());
            matchesEmpty &= part.matchesEmpty();
            captures = Math.max(captures, part.captures());
            size = limited(size + part.size());
        }
        return new Part(re2.toString(), matchesEmpty, true, captures, size);
    }

    private static long limited(long size) {
        if (size > SIZE_MAX) {
            throw refuse("it is too large when its repetitions are written out");
        }
        return size;
    }

    private Part repeated(Part part) {
        int from = at;
        boolean maybeNone = sees("*") || sees("?");
        long times = 1;
        boolean optional = skip("?");
        if (!optional && !skip("*") && !skip("+")) {
            if (!sees("{")) {
                return part;
            }
            int[] bounds = bounds();
            maybeNone = bounds[0] == 0;
            times = Math.max(1, bounds[1] == 0 ? bounds[0] + 1 : bounds[1]);
        }
        skip("?");
        String quantifier = pattern.substring(from, at);
        if (sees("+") || sees("*") || sees("?") || sees("{")) {
            throw refuse("possessive and repeated quantifiers are not supported");
        }
        checkRepeatable(part, optional);
        long size = limited(part.size() * times + 1);
        int captures = part.captures() == 0 || optional ? part.captures() : 3;
        return new Part(part.re2() + quantifier, maybeNone || part.matchesEmpty(), true, captures, size);
    }

    private static void checkRepeatable(Part part, boolean optional) {
        if (!part.repeatable()) {
            throw refuse("an anchor cannot be repeated");
        }
        if (part.matchesEmpty() && !optional) {
            throw refuse("what can match nothing cannot be repeated");
        }
        if (part.captures() >= 2 && !(optional && part.captures() == 2)) {
            throw refuse("a group inside of what repeats with its group must be of the form (?: )");
        }
    }

    /** Lower and upper bound; the upper is 0 where there is none. */
    private int[] bounds() {
        int end = pattern.indexOf('}', at);
        String text = end < 0 ? "" : pattern.substring(at + 1, end);
        if (!text.matches("\\d{1,4}(?:,\\d{0,4})?")) {
            throw refuse("a { that is not of the form {2,5} must be escaped");
        }
        at = end + 1;
        String[] numbers = text.split(",", -1);
        int low = Integer.parseInt(numbers[0]);
        int high = numbers.length == 1 ? low : numbers[1].isEmpty() ? 0 : Integer.parseInt(numbers[1]);
        boolean open = numbers.length == 2 && numbers[1].isEmpty();
        if (low > REPEATS_MAX || high > REPEATS_MAX || (!open && high < low)) {
            throw refuse("{" + text + "} is out of order or over " + REPEATS_MAX);
        }
        return new int[] {low, high};
    }

    private Part atom() {
        int c = next();
        return switch (c) {
            case '.' -> one(dotAll ? "(?s:.)" : "[^" + RegexClass.LINE_ENDS + "]");
            case '^' -> anchor("\\A");
            case '$' -> {
                usesDollar = true;
                yield anchor("\\z");
            }
            case '(' -> group();
            case '[' -> one(characterClass());
            case '\\' -> escape();
            case '*', '+', '?', '{' -> throw refuse("'" + (char) c + "' repeats nothing; escape it: \\" + (char) c);
            default -> literal(c);
        };
    }

    private static Part one(String re2) {
        return new Part(re2, false, true, 0, 1);
    }

    private static Part anchor(String re2) {
        return new Part(re2, true, false, 0, 1);
    }

    private Part literal(int c) {
        RegexClass single = new RegexClass(ignoreCase, false);
        single.add(c);
        return one(single.toRe2());
    }

    private Part group() {
        if (++depth > DEPTH_MAX) {
            throw refuse("its groups are nested deeper than " + DEPTH_MAX);
        }
        boolean captures = !skip("?:");
        if (captures && skip("?")) {
            skipName();
        }
        Part inside = alternatives();
        if (!skip(")")) {
            throw refuse("a ( has no )");
        }
        depth--;
        return new Part(
                (captures ? "(" : "(?:") + inside.re2() + ")",
                inside.matchesEmpty(),
                true,
                captures ? Math.max(inside.captures() == 0 ? 1 : 2, inside.captures()) : inside.captures(),
                limited(inside.size() + 2));
    }

    /** Of {@code (?<name>…)}, which is a group like others. */
    private void skipName() {
        int end = pattern.indexOf('>', at);
        if (end < 0 || !pattern.substring(at, end).matches("<[A-Za-z][A-Za-z0-9]*")) {
            throw refuse(
                    "groups are ( ), (?: ) and (?<name> ); (?i) and (?s) stand in front, and nothing looks around");
        }
        at = end + 1;
    }

    private Part escape() {
        int c = next();
        if (c == 'Q') {
            return quoted();
        }
        String named = named(c);
        if (named != null) {
            return one((Character.isUpperCase(c) ? "[^" : "[") + named + "]");
        }
        return switch (c) {
            case 'A', 'z' -> anchor("\\" + (char) c);
            case 'b', 'B' -> {
                usesBoundary = true;
                yield anchor("\\" + (char) c);
            }
            default -> literal(escaped(c));
        };
    }

    /** Items of a set such as {@code \d}, or {@code \D}, which is all others; null where the letter names none. */
    private @org.jspecify.annotations.Nullable String named(int c) {
        if (c != 'p' && c != 'P') {
            return RegexClass.shorthand(Character.toLowerCase(c));
        }
        int end = pattern.indexOf('}', at);
        String name = end > at && sees("{") ? pattern.substring(at + 1, end) : "";
        String items = RegexClass.posix(name);
        if (items == null || ignoreCase) {
            throw refuse(
                    "\\p has the ASCII sets alone, such as \\p{Alpha}, and not with (?i); list other characters in [ ]");
        }
        at = end + 1;
        return items;
    }

    private Part quoted() {
        int end = pattern.indexOf("\\E", at);
        int stop = end < 0 ? pattern.length() : end;
        StringBuilder re2 = new StringBuilder("(?:");
        long size = 0;
        while (at < stop) {
            re2.append(literal(next()).re2());
            size++;
        }
        at = end < 0 ? at : end + 2;
        return new Part(re2.append(')').toString(), size == 0, size == 1, 0, limited(size));
    }

    /** The character that an escape stands for. */
    private int escaped(int c) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'a' -> 0x07;
            case 'e' -> 0x1B;
            case 'x' -> sees("{") ? hex(pattern.indexOf('}', at) - at + 1, 1) : hex(2, 0);
            case 'u' -> hex(4, 0);
            default -> {
                if (c > 127 || Character.isLetterOrDigit(c)) {
                    throw refuse("\\" + Character.toString(c)
                            + " is not supported; escapes are \\d \\w \\s \\b \\A \\z, \\t \\n \\r \\f, and signs");
                }
                yield c;
            }
        };
    }

    private int hex(int length, int braces) {
        int end = at + length;
        String digits = length > 0 && end <= pattern.length() ? pattern.substring(at + braces, end - braces) : "";
        if (!digits.matches("[0-9A-Fa-f]{1,6}")) {
            throw refuse("a hexadecimal escape has no digits");
        }
        int c = Integer.parseInt(digits, 16);
        if (c > Character.MAX_CODE_POINT || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw refuse("a hexadecimal escape is no character");
        }
        at = end;
        return c;
    }

    private String characterClass() {
        RegexClass set = new RegexClass(ignoreCase, skip("^"));
        while (!sees("]") || set.isEmpty()) {
            if (sees("[") || sees("&&") || sees("]")) {
                throw refuse("inside [ ] the signs [, && and a leading ] must be escaped");
            }
            int first = next();
            String named = first == '\\' ? insideSet() : null;
            if (named != null) {
                set.addSet(named);
            } else {
                addRange(set, first == '\\' ? escaped(next()) : first);
            }
        }
        at++;
        return set.toRe2();
    }

    /** Items of a set such as {@code \d} inside a class; null where a single character is escaped. */
    private @org.jspecify.annotations.Nullable String insideSet() {
        int from = at;
        int c = next();
        String items = named(c);
        if (items == null) {
            at = from;
            return null;
        }
        if (Character.isUpperCase(c) || (sees("-") && !sees("-]"))) {
            throw refuse("inside [ ] the sets are \\d \\w \\s and \\p{…}, and no range begins with one");
        }
        return items;
    }

    private void addRange(RegexClass set, int first) {
        if (!sees("-") || sees("-]")) {
            set.add(first);
            return;
        }
        at++;
        int last = next();
        if (last == '[' || last == '-') {
            throw refuse("a range inside [ ] has no end");
        }
        last = last == '\\' ? escaped(next()) : last;
        if (last < first) {
            throw refuse("a range inside [ ] is in the wrong order");
        }
        set.addRange(first, last);
    }
}
