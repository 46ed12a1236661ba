package io.millrace.processor.view;

import io.millrace.api.view.ViewColumn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The columns that two versions of a view both have, in which their rows are compared.
 *
 * @param names null where both have the same columns in the same order, so that equal rows are equal texts
 * @param added that only the newer version has
 * @param removed that only the older version has
 */
record SharedColumns(@org.jspecify.annotations.Nullable Set<String> names, List<String> added, List<String> removed) {
    // A number is compared as it is written: 1.10 of a DECIMAL is not rounded to a DOUBLE.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static SharedColumns of(ViewDefinition older, ViewDefinition newer) {
        List<String> before = older.columns().stream().map(ViewColumn::name).toList();
        List<String> after = newer.columns().stream().map(ViewColumn::name).toList();
        if (before.equals(after)) {
            return new SharedColumns(null, List.of(), List.of());
        }
        Set<String> shared = new LinkedHashSet<>(before);
        shared.retainAll(after);
        return new SharedColumns(shared, without(after, before), without(before, after));
    }

    private static List<String> without(List<String> names, List<String> others) {
        return names.stream().filter(name -> !others.contains(name)).toList();
    }

    /** Whether two rows, as JSON, are equal in what is shared. */
    boolean areEqual(String one, String other) {
        if (names == null) {
            return one.equals(other);
        }
        JsonNode first = JSON.readTree(one);
        JsonNode second = JSON.readTree(other);
        return names.stream().allMatch(name -> first.path(name).equals(second.path(name)));
    }
}
