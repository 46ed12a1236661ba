package io.millrace.cli.check;

import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.cli.check.Report.Differences;
import io.millrace.cli.check.Report.DifferentRow;
import io.millrace.cli.check.Report.DifferentValue;
import io.millrace.cli.check.Report.MissingRow;
import io.millrace.cli.check.ViewTests.ExpectedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Compares the rows of a view with expected ones, each of which speaks of the columns that it names. As many as possible are
 * matched, whatever their order; of the others, those of one key, or with most values in common, are shown side by side.
 */
final class CompareRows {
    private static final int NONE = -1;

    private final List<ExpectedRow> expected;
    private final List<JsonNode> actual;
    private final List<String> key;
    private final Map<String, String> types = new HashMap<>();
    /** Per actual row the expected one that it is matched with. */
    private final int[] matches;

    private CompareRows(List<ExpectedRow> expected, List<JsonNode> actual, CheckedView view) {
        this.expected = expected;
        this.actual = actual;
        this.key = view.key();
        view.columns().forEach(column -> types.put(column.name(), column.type()));
        matches = new int[actual.size()];
        Arrays.fill(matches, NONE);
    }

    /** @param expected whose columns are all among the view's */
    static Differences of(List<ExpectedRow> expected, List<JsonNode> actual, CheckedView view) {
        CompareRows compare = new CompareRows(expected, actual, view);
        List<ExpectedRow> missing = new ArrayList<>();
        for (int e = 0; e < expected.size(); e++) {
            if (!compare.match(e, new boolean[actual.size()])) {
                missing.add(expected.get(e));
            }
        }
        return compare.differences(missing);
    }

    /** The first row that is not the expected one of its place; empty where all are. */
    static Optional<Integer> firstOutOfOrder(List<ExpectedRow> expected, List<JsonNode> actual, CheckedView view) {
        CompareRows compare = new CompareRows(expected, actual, view);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (!compare.isLike(expected.get(i), actual.get(i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** Kuhn's algorithm: gives an expected row an actual one, and those that stand in the way others. */
    private boolean match(int row, boolean[] tried) {
        for (int a = 0; a < actual.size(); a++) {
            if (tried[a] || !isLike(expected.get(row), actual.get(a))) {
                continue;
            }
            tried[a] = true;
            if (matches[a] == NONE || match(matches[a], tried)) {
                matches[a] = row;
                return true;
            }
        }
        return false;
    }

    private boolean isLike(ExpectedRow wanted, JsonNode row) {
        return wanted.values().entrySet().stream()
                .allMatch(value -> isEqual(value.getKey(), value.getValue().value(), row));
    }

    private boolean isEqual(String column, JsonNode value, JsonNode row) {
        return CompareValues.areEqual(types.getOrDefault(column, "VARCHAR"), value, row.path(column));
    }

    private Differences differences(List<ExpectedRow> unmatched) {
        List<JsonNode> unexpected = new ArrayList<>();
        for (int a = 0; a < actual.size(); a++) {
            if (matches[a] == NONE) {
                unexpected.add(actual.get(a));
            }
        }
        List<MissingRow> missing = new ArrayList<>();
        List<DifferentRow> different = new ArrayList<>();
        for (ExpectedRow wanted : unmatched) {
            Optional<JsonNode> meant = nearest(wanted, unexpected);
            if (meant.isPresent()) {
                unexpected.remove(meant.get());
                different.add(new DifferentRow(wanted.line(), meant.get(), differentValues(wanted, meant.get())));
            } else {
                missing.add(new MissingRow(wanted.line(), wanted.row()));
            }
        }
        return new Differences(missing, unexpected, different);
    }

    /** The row of the same key, else that with most of the expected values, where these are half of them or more. */
    private Optional<JsonNode> nearest(ExpectedRow wanted, List<JsonNode> rows) {
        if (!key.isEmpty() && wanted.values().keySet().containsAll(key)) {
            return rows.stream().filter(row -> hasKeyOf(wanted, row)).findFirst();
        }
        JsonNode best = null;
        long most = 0;
        for (JsonNode row : rows) {
            long equal = wanted.values().size() - differentValues(wanted, row).size();
            if (equal > most && 2 * equal >= wanted.values().size()) {
                most = equal;
                best = row;
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean hasKeyOf(ExpectedRow wanted, JsonNode row) {
        return wanted.values().entrySet().stream()
                .filter(value -> key.contains(value.getKey()))
                .allMatch(value -> isEqual(value.getKey(), value.getValue().value(), row));
    }

    private List<DifferentValue> differentValues(ExpectedRow wanted, JsonNode row) {
        List<DifferentValue> different = new ArrayList<>();
        wanted.values().forEach((column, value) -> {
            if (!isEqual(column, value.value(), row)) {
                different.add(new DifferentValue(column, value.value(), row.path(column)));
            }
        });
        return different;
    }
}
