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

    static int mix(int hash) {
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

    /** The one of equal values that is kept, so that it does not depend on which came first: 0.0 for -0.0. */
    static Object normal(Object value) {
        return value instanceof Double d ? (Object) (d + 0.0) : value;
    }

    /** The same for values of a type; a decimal has the type's scale where that holds it. */
    static Object normal(Object value, ValueType type) {
        if (!(value instanceof BigDecimal decimal) || decimal.scale() == type.scale()) {
            return normal(value);
        }
        BigDecimal shortest = decimal.stripTrailingZeros();
        return shortest.scale() <= type.scale() ? shortest.setScale(type.scale()) : shortest;
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

    /** Order of two values of one type. */
    static int compare(Object left, Object right) {
        return switch (left) {
            case Long value -> Long.compare(value, (Long) right);
            case Integer value -> Integer.compare(value, (Integer) right);
            case Double value -> Double.compare(value + 0.0, (Double) right + 0.0);
            case Boolean value -> Boolean.compare(value, (Boolean) right);
            case BigDecimal value -> value.compareTo((BigDecimal) right);
            case String value -> CodePoints.compare(value, (String) right);
            case Nested value -> value.compareTo((Nested) right);
            case Bytes value -> value.compareTo((Bytes) right);
            default -> throw new IllegalArgumentException("no order for " + left.getClass());
        };
    }

    static int compareNullsFirst(@Nullable Object left, @Nullable Object right) {
        return left == null || right == null ? Boolean.compare(left != null, right != null) : compare(left, right);
    }

    /** Leading columns picked into a key of their own. */
    static @Nullable Object[] pick(@Nullable Object[] row, int[] columns) {
        @Nullable Object[] key = new @Nullable Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Object value = row[columns[i]];
            key[i] = value == null ? null : normal(value);
        }
        return key;
    }
}
