package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of a ROW, an ARRAY or a MAP, which is never changed: its values in order, each as it would stand in a column. Two are
 * equal where their values are, as those of a group: NULL equals NULL. There is no -0.0 in it, so that equal ones have equal bytes.
 * A MAP is key, value, key, value … with the keys in the order of their code points, and each once.
 */
public final class Nested implements Comparable<Nested> {
    private final @Nullable Object[] values;
    private int hash;

    private Nested(@Nullable Object[] values) {
        this.values = values;
    }

    /** @param values are not copied, and not to be changed any more; -0.0 among them becomes 0.0 */
    public static Nested of(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Double number && number == 0) {
                values[i] = 0.0;
            }
        }
        return new Nested(values);
    }

    /** A MAP of these. */
    public static Nested map(Map<String, @Nullable Object> entries) {
        SortedMap<String, @Nullable Object> sorted = new TreeMap<>(CodePoints::compare);
        sorted.putAll(entries);
        List<@Nullable Object> values = new ArrayList<>(2 * sorted.size());
        sorted.forEach((key, value) -> {
            values.add(key);
            values.add(value);
        });
        return of(values.toArray());
    }

    public int size() {
        return values.length;
    }

    /** @param index from 0 */
    public @Nullable Object get(int index) {
        return values[index];
    }

    /** Of the first value that is equal to it; -1 where there is none. */
    public int indexOf(@Nullable Object value) {
        for (int i = 0; i < values.length; i++) {
            if (Values.same(values[i], value)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The least or the greatest of values of one type; null where all are null.
     *
     * @param sign 1 for the greatest, -1 for the least
     */
    public @Nullable Object extreme(int sign) {
        Object best = null;
        for (Object value : values) {
            if (value != null && (best == null || Values.compare(value, best) * sign > 0)) {
                best = value;
            }
        }
        return best;
    }

    /** By the first value that differs, a null before all others; then the shorter comes first. */
    @Override
    public int compareTo(Nested other) {
        int both = Math.min(values.length, other.values.length);
        for (int i = 0; i < both; i++) {
            int order = Values.compareNullsFirst(values[i], other.values[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(values.length, other.values.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Nested nested
                && values.length == nested.values.length
                && Values.same(values, nested.values, values.length);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Values.hash(values);
        }
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
