package io.millrace.views.serving;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Levenshtein's distance, to find the name that was probably meant. */
final class EditDistance {
    private static final int LENGTH_MAX = 64;
    private static final int NEAR = 3;

    private EditDistance() {}

    /** The one of the names that is so near that it was probably meant; null where none is. */
    static @Nullable String nearest(String name, Collection<String> names) {
        String best = null;
        int least = NEAR;
        for (String candidate : names) {
            int distance = between(name, candidate, least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** The distance, or {@code limit} where it is not smaller. */
    static int between(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit || a.length() > LENGTH_MAX || b.length() > LENGTH_MAX) {
            return limit;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return Math.min(row[b.length()], limit);
    }
}
