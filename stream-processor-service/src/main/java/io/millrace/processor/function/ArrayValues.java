package io.millrace.processor.function;

import io.millrace.processor.step.Nested;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions of arrays, with Flink's results. In an array null is a value like others. */
public final class ArrayValues {
    /** Length of a text that is put together, in UTF-16 units. */
    private static final int TEXT_MAX = 1 << 20;

    private ArrayValues() {}

    /** The decimal in its type's scale, so that equal elements are equal objects. */
    public static BigDecimal scaled(BigDecimal value, int scale) {
        return value.scale() == scale ? value : value.setScale(scale, RoundingMode.UNNECESSARY);
    }

    /** {@code array[index]}: null where there is none. */
    public static @Nullable Object at(Nested array, long index) {
        return index < 1 || index > array.size() ? null : array.get((int) index - 1);
    }

    public static boolean contains(Nested array, @Nullable Object value) {
        return array.indexOf(value) >= 0;
    }

    /** From 1; 0 where it is not there. */
    public static int position(Nested array, @Nullable Object value) {
        return array.indexOf(value) + 1;
    }

    /** ELEMENT: null of an empty array. */
    public static @Nullable Object only(Nested array) {
        if (array.size() > 1) {
            throw EvaluationFailure.argument("the array has " + array.size() + " elements");
        }
        return array.size() == 0 ? null : array.get(0);
    }

    /** Each value where it is first. */
    public static Nested distinct(Nested array) {
        List<@Nullable Object> kept = new ArrayList<>();
        Set<Nested> seen = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            if (seen.add(Nested.of(array.get(i)))) {
                kept.add(array.get(i));
            }
        }
        return Nested.of(kept.toArray());
    }

    public static Nested reverse(Nested array) {
        @Nullable Object[] reversed = new @Nullable Object[array.size()];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = array.get(reversed.length - 1 - i);
        }
        return Nested.of(reversed);
    }

    /** Without the values that are equal to it. */
    public static Nested remove(Nested array, @Nullable Object value) {
        List<@Nullable Object> kept = new ArrayList<>();
        Nested removed = Nested.of(value);
        for (int i = 0; i < array.size(); i++) {
            if (!removed.equals(Nested.of(array.get(i)))) {
                kept.add(array.get(i));
            }
        }
        return Nested.of(kept.toArray());
    }

    public static Nested concat(Nested first, Nested second) {
        @Nullable Object[] both = new @Nullable Object[first.size() + second.size()];
        for (int i = 0; i < both.length; i++) {
            both[i] = i < first.size() ? first.get(i) : second.get(i - first.size());
        }
        return Nested.of(both);
    }

    /** Null where all are null. */
    public static @Nullable Object least(Nested array) {
        return array.extreme(-1);
    }

    /** Null where all are null. */
    public static @Nullable Object greatest(Nested array) {
        return array.extreme(1);
    }

    /** The texts without nulls. */
    public static String join(Nested array, String separator) {
        return joined(array, separator, null);
    }

    /** @param replacement what stands for null */
    public static String join(Nested array, String separator, String replacement) {
        return joined(array, separator, replacement);
    }

    private static String joined(Nested array, String separator, @Nullable String replacement) {
        StringBuilder text = new StringBuilder();
        boolean first = true;
        for (int i = 0; i < array.size(); i++) {
            Object value = array.get(i) == null ? replacement : array.get(i);
            if (value != null) {
                text.append(first ? "" : separator).append(value);
                first = false;
            }
            if (text.length() > TEXT_MAX) {
                throw EvaluationFailure.argument("the text is longer than " + TEXT_MAX + " characters");
            }
        }
        return text.toString();
    }
}
