package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.views.row.Row;
import io.millrace.views.row.RowColumns;
import io.millrace.views.row.ValueType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one output of an aggregation knows of a group's rows. Confined to one thread. */
sealed interface Accumulator {
    /** @return by how many bytes of the heap it holds more */
    int add(Row row);

    /** The value as JSON. */
    byte[] json();

    /** @param type of the output */
    static Accumulator of(Aggregation.Output output, RowColumns source, ValueType type) {
        Aggregation.Kind kind = output.kind();
        Integer column = output.column();
        if (column == null) {
            return new Counting(null);
        }
        return switch (kind) {
            case null -> new Keeping(column, source.type(column), 0);
            case COUNT -> new Counting(column);
            case SUM -> new Summing(source.name(column), column, type, false);
            case AVG -> new Summing(source.name(column), column, type, true);
            case MIN -> new Keeping(column, source.type(column), -1);
            case MAX -> new Keeping(column, source.type(column), 1);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Counts rows, or the values of a column. */
    final class Counting implements Accumulator {
        private final @Nullable Integer column;
        private long count;

        Counting(@Nullable Integer column) {
            this.column = column;
        }

        @Override
        public int add(Row row) {
            if (column == null || !row.isNull(column)) {
                count++;
            }
            return 0;
        }

        @Override
        public byte[] json() {
            return bytes(Long.toString(count));
        }
    }

    /** Adds up numbers: exactly, so that their order does not matter, and rounded once at the end. */
    final class Summing implements Accumulator {
        /** Digits that the average of decimals has more than they have. */
        private static final int AVERAGE_DIGITS = 6;

        private final String name;
        private final int column;
        private final ValueType type;
        private final boolean isAverage;
        private BigDecimal sum = BigDecimal.ZERO;
        private long count;

        Summing(String name, int column, ValueType type, boolean isAverage) {
            this.name = name;
            this.column = column;
            this.type = type;
            this.isAverage = isAverage;
        }

        @Override
        public int add(Row row) {
            Object value = row.value(column);
            if (value == null) {
                return 0;
            }
            int before = sum.unscaledValue().bitLength();
            sum = sum.add(exact(value));
            count++;
            return (sum.unscaledValue().bitLength() - before) / Byte.SIZE;
        }

        private static BigDecimal exact(Object value) {
            return switch (value) {
                case BigDecimal decimal -> decimal;
                case Long whole -> BigDecimal.valueOf(whole);
                case Double number -> new BigDecimal(number);
                default -> throw new IllegalStateException("no number: " + value.getClass());
            };
        }

        @Override
        public byte[] json() {
            if (count == 0) {
                return bytes("null");
            }
            BigDecimal result = isAverage ? average() : sum;
            return bytes(type == ValueType.DOUBLE ? Double.toString(rounded(result)) : result.toPlainString());
        }

        private BigDecimal average() {
            BigDecimal number = BigDecimal.valueOf(count);
            return type == ValueType.DECIMAL
                    ? sum.divide(number, sum.scale() + AVERAGE_DIGITS, RoundingMode.HALF_EVEN)
                    : sum.divide(number, MathContext.DECIMAL128);
        }

        private double rounded(BigDecimal result) {
            double rounded = result.doubleValue();
            if (Double.isInfinite(rounded)) {
                throw new MillraceException(
                        CommonError.INVALID_PARAMETER,
                        "The sum of '" + name + "' is greater than a DOUBLE can be. Filter more.");
            }
            return rounded;
        }
    }

    /** Keeps the least, the greatest or the first value. */
    final class Keeping implements Accumulator {
        /** As JSON, and as what is compared, which is up to twice as long. */
        private static final int VALUE_COPIES = 3;

        private final int column;
        private final ValueType type;
        private final int sign;
        private @Nullable Object best;
        private byte[] json = bytes("null");

        /** @param sign -1 for the least, 1 for the greatest, 0 for the first */
        Keeping(int column, ValueType type, int sign) {
            this.column = column;
            this.type = type;
            this.sign = sign;
        }

        @Override
        public int add(Row row) {
            Object value = row.value(column);
            if (value == null || (best != null && sign * type.compare(value, best) <= 0)) {
                return 0;
            }
            byte[] before = json;
            best = value;
            // Zeros with and without a sign are equal, and come in any order.
            json = type == ValueType.DOUBLE
                    ? bytes(value.toString())
                    : Arrays.copyOfRange(row.json(), row.valueFrom(column), row.valueTo(column));
            return VALUE_COPIES * (json.length - before.length);
        }

        @Override
        public byte[] json() {
            return json;
        }
    }
}
