package io.millrace.processor.sql;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that was probably meant. */
public final class NearestName {
    private static final int NAMES_MAX = 10_000;

    private NearestName() {}

    /** The known name with the fewest edits (letter case free), where that is at most a third of its length, but at least one. */
    public static Optional<String> of(String name, Collection<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        int seen = 0;
        for (String candidate : known) {
            if (++seen > NAMES_MAX) {
                break;
            }
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        int allowed = Math.max(1, name.length() / 3);
        return best != null && bestDistance <= allowed ? Optional.of(best) : Optional.empty();
    }

    /** A hint such as "Did you mean 'orders'?", or the alternative where nothing is near. */
    public static String hint(String name, Collection<String> known, String otherwise) {
        return of(name, known).map(near -> "Did you mean '" + near + "'?").orElse(otherwise);
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
