package io.millrace.processor.check;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/**
 * The order of rows by their keys: value by value; nulls first, numbers by size, everything else by its text in code points.
 */
enum CompareKeys implements Comparator<JsonNode> {
    INSTANCE;

    @Override
    public int compare(JsonNode a, JsonNode b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compareValues(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareValues(JsonNode a, JsonNode b) {
        if (a.isNull() || b.isNull()) {
            return Boolean.compare(b.isNull(), a.isNull());
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        int[] left = text(a).codePoints().toArray();
        int[] right = text(b).codePoints().toArray();
        return java.util.Arrays.compare(left, right);
    }

    /** Of an object or an array its JSON. */
    private static String text(JsonNode value) {
        return value.isContainer() ? value.toString() : value.asString();
    }
}
