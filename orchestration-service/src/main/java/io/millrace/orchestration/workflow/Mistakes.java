package io.millrace.orchestration.workflow;

import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects everything that is wrong with a document, with its place; at most {@value #MAX}. */
final class Mistakes {
    static final int MAX = 100;

    private final List<Violation> violations = new ArrayList<>();

    void add(Node node, String pointer, String code, String detail) {
        add(node.getStartMark(), pointer, code, detail, null);
    }

    void add(@Nullable Mark mark, String pointer, String code, String detail, @Nullable String hint) {
        if (violations.size() < MAX) {
            Integer line = mark == null ? null : Integer.valueOf(mark.getLine() + 1);
            Integer column = mark == null ? null : Integer.valueOf(mark.getColumn() + 1);
            violations.add(new Violation(code, detail, pointer, line, column, hint));
        }
    }

    boolean isEmpty() {
        return violations.isEmpty();
    }

    /** In the document's order. */
    List<Violation> all() {
        return violations.stream()
                .sorted(Comparator.comparing(Violation::line, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(Violation::column, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    /** The known name that differs least from the unknown one, where it is near. */
    static Optional<String> nearest(String unknown, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(unknown, name) <= Math.max(1, Math.min(unknown.length(), name.length()) / 2))
                .min(Comparator.comparingInt(name -> distance(unknown, name)));
    }

    /** Edits (a letter more, less, other, or two swapped) between the first 64 characters. */
    private static int distance(String first, String second) {
        String a = first.substring(0, Math.min(first.length(), 64));
        String b = second.substring(0, Math.min(second.length(), 64));
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : least(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int least(int[][] edits, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
