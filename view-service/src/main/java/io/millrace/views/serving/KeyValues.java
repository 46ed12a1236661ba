package io.millrace.views.serving;

import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the key of a row from JSON: a value per key column, as rows have it or as its text. */
final class KeyValues {
    private KeyValues() {}

    /**
     * The key as Redis has it.
     *
     * @param values in key order, as many as the key has columns
     * @param pointer of a value by its index
     * @return null where no row can have such a key, or where something is wrong
     */
    static byte @Nullable [] encoded(
            KeyCodec keys, List<JsonNode> values, IntFunction<String> pointer, Violations violations) {
        List<@Nullable Object> parsed = new ArrayList<>();
        boolean understood = true;
        for (int i = 0; i < values.size(); i++) {
            JsonNode value = values.get(i);
            try {
                parsed.add(value.isNull() ? null : parsed(keys.type(i), value));
            } catch (IllegalArgumentException e) {
                understood = false;
                violations.add(
                        pointer.apply(i),
                        "INVALID_KEY",
                        "Key column '" + keys.name(i) + "' takes "
                                + keys.type(i).form() + ": " + e.getMessage() + ".");
            }
        }
        return understood ? bytes(keys, parsed, pointer, violations) : null;
    }

    private static byte @Nullable [] bytes(
            KeyCodec keys, List<@Nullable Object> values, IntFunction<String> pointer, Violations violations) {
        try {
            return keys.encode(values);
        } catch (NumberFormatException e) {
            violations.add(
                    pointer.apply(0),
                    "INVALID_KEY",
                    "Key column '" + keys.name(0) + "' takes partition-offset, as 0-17.");
            return null;
        }
    }

    private static Object parsed(ValueType type, JsonNode value) {
        if (value.isContainer()) {
            throw new IllegalArgumentException("objects and arrays are keys by their JSON text, as a string");
        }
        return type.parse(value.asString());
    }
}
