package io.millrace.processor.step;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Equality, hash and order of SQL values: 0.0 and -0.0 are one value, NULL equals NULL in a group, NaN is the greatest. */
final class Values {
    private Values() {}

    static int hash(@Nullable Object[] row, int[] columns) {
        int hash = 1;
        for (int column : columns) {
            hash = 31 * hash + hash(row[column]);
        }
        return mix(hash);
    }

    static int hash(@Nullable Object[] key) {
        int hash = 1;
        for (Object value : key) {
            hash = 31 * hash + hash(value);
        }
        return mix(hash);
    }

    private static int hash(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        return value instanceof Double d ? Double.hashCode(d + 0.0) : value.hashCode();
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return true;
        }
        if (left == null || right == null) {
            return false;
        }
        return left.equals(right) || left instanceof Double a && right instanceof Double b && a + 0.0 == b + 0.0;
    }

    /** The first {@code width} columns. */
    static boolean same(@Nullable Object[] left, @Nullable Object[] right, int width) {
        for (int i = 0; i < width; i++) {
            if (!same(left[i], right[i])) {
                return false;
            }
        }
        return true;
    }

    /** Order of two values of one type. Strings are ordered by code point, as in Flink and PostgreSQL's C collation. */
    static int compare(Object left, Object right) {
        return switch (left) {
            case Long value -> Long.compare(value, (Long) right);
            case Integer value -> Integer.compare(value, (Integer) right);
            case Double value -> Double.compare(value, (Double) right);
            case Boolean value -> Boolean.compare(value, (Boolean) right);
            case BigDecimal value -> value.compareTo((BigDecimal) right);
            case String value -> compareCodePoints(value, (String) right);
            default -> throw new IllegalArgumentException("no order for " + left.getClass());
        };
    }

    private static int compareCodePoints(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? Character.compare(a, b)
                        : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Leading columns picked into a key of their own. */
    static @Nullable Object[] pick(@Nullable Object[] row, int[] columns) {
        @Nullable Object[] key = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Object value = row[columns[i]];
            key[i] = value instanceof Double d ? (Object) (d + 0.0) : value;
        }
        return key;
    }
}
