package io.millrace.processor.function;

import io.millrace.processor.step.CodePoints;
import io.millrace.processor.step.Nested;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of maps, with Flink's results; keys and values come in the order of the keys' code points. */
public final class MapValues {
    private static final int KEY_SHOWN_MAX = 100;

    private MapValues() {}

    /**
     * {@code MAP[key, value, …]}.
     *
     * @throws EvaluationFailure where a key is null or twice
     */
    public static Nested of(@Nullable Object... entries) {
        Map<String, @Nullable Object> map = new HashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            if (!(entries[i] instanceof String key)) {
                throw EvaluationFailure.argument("a key of the map is null");
            }
            if (map.containsKey(key)) {
                throw EvaluationFailure.argument("the map has the key '"
                        + (key.length() > KEY_SHOWN_MAX ? key.substring(0, KEY_SHOWN_MAX) + "…" : key) + "' twice");
            }
            map.put(key, entries[i + 1]);
        }
        return Nested.map(map);
    }

    /** {@code map[key]}: null where it is not there. */
    public static @Nullable Object at(Nested map, String key) {
        int low = 0;
        int high = map.size() / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = map.get(2 * middle) instanceof String other ? CodePoints.compare(other, key) : -1;
            if (order == 0) {
                return map.get(2 * middle + 1);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    public static Nested keys(Nested map) {
        return every(map, 0);
    }

    /** In the order of their keys. */
    public static Nested values(Nested map) {
        return every(map, 1);
    }

    private static Nested every(Nested map, int first) {
        @Nullable Object[] values = new @Nullable Object[map.size() / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = map.get(2 * i + first);
        }
        return Nested.of(values);
    }
}
