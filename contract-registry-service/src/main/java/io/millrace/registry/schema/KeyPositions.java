package io.millrace.registry.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order of a stream's key columns: by {@code primaryKeyPosition}, or as they stand where none has one. */
final class KeyPositions {
    static final KeyPositions NONE = new KeyPositions(Map.of());

    private final Map<String, Integer> byName;

    private KeyPositions(Map<String, Integer> byName) {
        this.byName = byName;
    }

    /** 1-based; 0 where the column is not part of the key. */
    int of(String column) {
        return byName.getOrDefault(column, 0);
    }

    static KeyPositions of(List<Element> columns, Findings findings) {
        List<Element> key = new ArrayList<>();
        for (Element column : columns) {
            if (column.is("primaryKey") && column.text("name") != null) {
                key.add(column);
            } else if (position(column) > 0) {
                findings.add(
                        column.get("primaryKeyPosition"),
                        "KEY_POSITION",
                        "A column that is not in the primary key has a position in it. Add primaryKey: true or remove it.");
            }
        }
        checkPositions(key, findings);
        key.sort(Comparator.comparingInt(KeyPositions::position));
        Map<String, Integer> byName = new HashMap<>();
        for (Element column : key) {
            byName.putIfAbsent(String.valueOf(column.text("name")), byName.size() + 1);
        }
        return new KeyPositions(byName);
    }

    private static void checkPositions(List<Element> key, Findings findings) {
        Set<Integer> seen = new HashSet<>();
        long placed = key.stream().filter(column -> position(column) > 0).count();
        for (Element column : key) {
            int position = position(column);
            boolean mixed = placed > 0 && position <= 0;
            if (mixed || position > 0 && !seen.add(position)) {
                findings.add(
                        column,
                        "KEY_POSITION",
                        "The key's columns are not in one order: give each its own primaryKeyPosition, from 1, or none at all.");
            }
        }
    }

    private static int position(Element column) {
        Integer position = column.integer("primaryKeyPosition");
        return position == null ? -1 : position;
    }
}
