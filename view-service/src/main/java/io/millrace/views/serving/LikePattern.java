package io.millrace.views.serving;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of SQL's LIKE: {@code %} or, as in PostgREST, {@code *} for any characters, {@code _} for one, and {@code \} in front
 * of one of them or itself for that character. Matching takes at most text length times pattern length.
 */
final class LikePattern {
    private static final int ANY = -1;
    private static final int ONE = -2;

    /** Code points, {@link #ANY} and {@link #ONE}. */
    private final int[] parts;

    private final boolean caseless;

    private LikePattern(int[] parts, boolean caseless) {
        this.parts = parts;
        this.caseless = caseless;
    }

    /** @throws IllegalArgumentException where the pattern ends with a single backslash */
    static LikePattern parse(String text, boolean caseless) {
        List<Integer> parts = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            switch (points[i]) {
                case '%', '*' -> parts.add(ANY);
                case '_' -> parts.add(ONE);
                case '\\' -> {
                    if (++i == points.length) {
                        throw new IllegalArgumentException(
                                "'" + text + "' ends with a backslash, which escapes nothing");
                    }
                    parts.add(folded(points[i], caseless));
                }
                default -> parts.add(folded(points[i], caseless));
            }
        }
        return new LikePattern(parts.stream().mapToInt(Integer::intValue).toArray(), caseless);
    }

    private static int folded(int codePoint, boolean caseless) {
        return caseless ? Character.toLowerCase(Character.toUpperCase(codePoint)) : codePoint;
    }

    /** What every text that matches begins with; empty where nothing is known. */
    String start() {
        StringBuilder start = new StringBuilder();
        for (int i = 0; !caseless && i < parts.length && parts[i] >= 0; i++) {
            start.appendCodePoint(parts[i]);
        }
        return start.toString();
    }

    /** Whether every text with that {@link #start} matches. */
    boolean isStartAlone() {
        return parts.length > 0
                && parts[parts.length - 1] == ANY
                && start().codePointCount(0, start().length()) == parts.length - 1;
    }

    boolean matches(String text) {
        int at = 0;
        int part = 0;
        int anyPart = -1;
        int anyAt = -1;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (part < parts.length && (parts[part] == ONE || parts[part] == folded(point, caseless))) {
                part++;
                at += Character.charCount(point);
            } else if (part < parts.length && parts[part] == ANY) {
                anyPart = part++;
                anyAt = at;
            } else if (anyPart >= 0) {
                // The last % takes one more.
                part = anyPart + 1;
                anyAt += Character.charCount(text.codePointAt(anyAt));
                at = anyAt;
            } else {
                return false;
            }
        }
        while (part < parts.length && parts[part] == ANY) {
            part++;
        }
        return part == parts.length;
    }
}
