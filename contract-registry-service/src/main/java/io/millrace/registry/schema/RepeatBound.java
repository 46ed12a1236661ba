package io.millrace.registry.schema;

/**
 * Estimates how far the counted repetitions of a regular expression multiply when it is compiled: {@code ((a{50}){50}){50}}
 * becomes 125,000 instructions. The estimate errs upwards: it multiplies all counts of one nest.
 */
final class RepeatBound {
    static final long MAX = 10_000;

    private final String pattern;
    private int at;

    private RepeatBound(String pattern) {
        this.pattern = pattern;
    }

    static long of(String pattern) {
        return new RepeatBound(pattern).sequence(0);
    }

    /** Sum over the parts of (size × count), up to the closing parenthesis or the end. */
    private long sequence(int depth) {
        long total = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            long size = 1;
            if (c == '\\') {
                skipEscape();
            } else if (c == '[') {
                skipClass();
            } else if (c == '(') {
                size = depth >= 200 ? MAX + 1 : sequence(depth + 1);
            } else if (c == ')') {
                return total;
            }
            total = Math.min(total + size * count(), Integer.MAX_VALUE);
        }
        return total;
    }

    private void skipEscape() {
        if (pattern.startsWith("Q", at)) {
            int end = pattern.indexOf("\\E", at);
            at = end < 0 ? pattern.length() : end + 2;
        } else {
            at++;
        }
    }

    private void skipClass() {
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** The greater number of {@code {n}}, {@code {n,}} or {@code {n,m}} behind a part; 1 where there is none. */
    private long count() {
        if (at >= pattern.length() || pattern.charAt(at) != '{') {
            return 1;
        }
        long greatest = 1;
        long number = 0;
        int end = pattern.indexOf('}', at);
        for (int i = at + 1; i < end; i++) {
            char c = pattern.charAt(i);
            number = c >= '0' && c <= '9' ? Math.min(number * 10 + (c - '0'), Integer.MAX_VALUE) : 0;
            greatest = Math.max(greatest, number);
        }
        if (end >= 0) {
            at = end + 1;
        }
        return greatest;
    }
}
