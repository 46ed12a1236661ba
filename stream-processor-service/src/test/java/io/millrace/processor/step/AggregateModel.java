package io.millrace.processor.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/** What a GROUP BY must give: computed from all rows at once, in the plainest way. */
final class AggregateModel {
    private AggregateModel() {}

    /** The rows of a GROUP BY, each once. */
    static Map<List<Object>, Long> of(int[] groupColumns, List<AggregateCall> calls, List<Object[]> rows) {
        Map<List<Object>, List<Object[]>> groups = new LinkedHashMap<>();
        for (Object[] row : rows) {
            List<Object> key = new ArrayList<>();
            for (int column : groupColumns) {
                key.add(row[column]);
            }
            groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
        }
        Map<List<Object>, Long> wanted = new HashMap<>();
        groups.forEach((key, group) -> {
            List<Object> row = new ArrayList<>(key);
            calls.forEach(call -> row.add(of(call, group)));
            wanted.put(row, 1L);
        });
        return wanted;
    }

    /** In which calls of which groups rows are not those that must be. */
    static List<String> differences(
            Map<List<Object>, Long> wanted, Map<List<Object>, Long> found, List<AggregateCall> calls) {
        List<String> differences = new ArrayList<>();
        found.keySet().stream().filter(row -> !wanted.containsKey(row)).forEach(row -> {
            int width = row.size() - calls.size();
            List<Object> key = row.subList(0, width);
            List<Object> other = wanted.keySet().stream()
                    .filter(candidate -> candidate.subList(0, width).equals(key))
                    .findFirst()
                    .orElse(null);
            for (int i = width; other != null && i < row.size(); i++) {
                if (!java.util.Objects.equals(row.get(i), other.get(i))) {
                    differences.add(key + " " + calls.get(i - width) + " is " + row.get(i) + " not " + other.get(i));
                }
            }
            if (other == null) {
                differences.add(key + " is there");
            }
        });
        wanted.keySet().stream()
                .filter(row -> !found.containsKey(row) && differences.isEmpty())
                .forEach(row -> differences.add(row + " is not there"));
        found.forEach((row, weight) -> {
            if (weight != 1) {
                differences.add(row + " is there " + weight + " times");
            }
        });
        return differences;
    }

    private static Object of(AggregateCall call, List<Object[]> rows) {
        if (call.argument() < 0) {
            return (long) rows.size();
        }
        List<Object> values = new ArrayList<>();
        rows.forEach(row -> {
            Object value = row[call.argument()];
            if (value != null) {
                values.add(value instanceof Double d ? (Object) (d + 0.0) : value);
            }
        });
        values.sort(comparator());
        if (call.distinct()) {
            TreeSet<Object> once = new TreeSet<>(comparator());
            once.addAll(values);
            return result(call, List.copyOf(once));
        }
        return result(call, values);
    }

    private static Object result(AggregateCall call, List<Object> values) {
        return switch (call.function()) {
            case COUNT_STAR -> throw new IllegalStateException();
            case COUNT -> (long) values.size();
            case APPROX_COUNT_DISTINCT -> values.stream().distinct().count();
            default -> values.isEmpty() ? null : resultOfSome(call, values);
        };
    }

    private static Object resultOfSome(AggregateCall call, List<Object> values) {
        return switch (call.function()) {
            case COUNT_STAR, COUNT, APPROX_COUNT_DISTINCT, SINGLE_VALUE -> throw new IllegalStateException();
            case MIN, ANY_VALUE -> values.getFirst();
            case MAX -> values.getLast();
            case SUM ->
                sum(values) instanceof BigDecimal sum
                        ? sum.setScale(call.resultType().scale())
                        : sum(values);
            case AVG -> average(call, sum(values), values.size());
            case VAR_POP, STDDEV_POP -> variance(call, values, values.size());
            case VAR_SAMP, STDDEV_SAMP -> variance(call, values, values.size() - 1);
            case APPROX_PERCENTILE -> percentile(call, values);
            case BOOL_AND -> values.stream().allMatch(value -> (Boolean) value);
            case BOOL_OR -> values.stream().anyMatch(value -> (Boolean) value);
            case BIT_AND -> bits(values, (left, right) -> left & right);
            case BIT_OR -> bits(values, (left, right) -> left | right);
            case BIT_XOR -> bits(values, (left, right) -> left ^ right);
            case ARRAY_AGG ->
                Nested.of(values.stream().map(value -> ((Nested) value).get(0)).toArray());
            case LISTAGG -> values.stream().map(String.class::cast).collect(Collectors.joining(call.parameter()));
        };
    }

    /** Ten binary digits of the value at the nearest rank. */
    private static Object percentile(AggregateCall call, List<Object> values) {
        List<Double> sorted = values.stream()
                .map(value -> ((Number) value).doubleValue())
                .sorted()
                .toList();
        int rank = (int) Math.ceil(Double.parseDouble(call.parameter()) * sorted.size());
        double value = sorted.get(Math.max(0, rank - 1));
        if (value == 0) {
            return value;
        }
        double unit = Math.scalb(1.0, Math.getExponent(value) - 9);
        double units = value / unit;
        return unit * (units < 0 ? Math.ceil(units) : Math.floor(units));
    }

    @SuppressWarnings("unchecked")
    private static Comparator<Object> comparator() {
        return (left, right) -> left instanceof String a
                ? CodePoints.compare(a, (String) right)
                : ((Comparable<Object>) left).compareTo(right);
    }

    private static Object sum(List<Object> values) {
        return switch (values.getFirst()) {
            case Long ignored -> exact(values).longValueExact();
            case Integer ignored -> exact(values).longValueExact();
            case Double ignored ->
                values.stream().allMatch(value -> Double.isFinite((Double) value))
                        ? exact(values).doubleValue()
                        : values.stream().mapToDouble(value -> (Double) value).sum();
            default -> exact(values);
        };
    }

    private static Object average(AggregateCall call, Object sum, int count) {
        return switch (sum) {
            case Long whole -> whole / count;
            case Double d -> d / count + 0.0;
            default ->
                ((BigDecimal) sum)
                        .divide(BigDecimal.valueOf(count), call.resultType().scale(), RoundingMode.HALF_UP);
        };
    }

    /** The sum of the squared deviations from the mean, all times n, over n² and the divisor. */
    private static Object variance(AggregateCall call, List<Object> values, int divisor) {
        if (divisor == 0) {
            return null;
        }
        if (values.stream().anyMatch(value -> value instanceof Double d && !Double.isFinite(d))) {
            return Double.NaN;
        }
        BigDecimal n = BigDecimal.valueOf(values.size());
        BigDecimal sum = exact(values);
        BigDecimal top = values.stream()
                .map(value -> exact(value).multiply(n).subtract(sum).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal bottom = n.multiply(n).multiply(BigDecimal.valueOf(divisor));
        boolean root = call.function() == AggregateCall.Function.STDDEV_POP
                || call.function() == AggregateCall.Function.STDDEV_SAMP;
        if (call.resultType().kind() == ValueType.Kind.DOUBLE) {
            return nearestDouble(top, bottom, root);
        }
        MathContext digits = new MathContext(80);
        BigDecimal result = root ? top.divide(bottom, digits).sqrt(digits) : top.divide(bottom, digits);
        return call.resultType().kind() == ValueType.Kind.DECIMAL
                ? result.setScale(call.resultType().scale(), RoundingMode.HALF_UP)
                : (Object) result.longValue();
    }

    private static double nearestDouble(BigDecimal top, BigDecimal bottom, boolean root) {
        BigInteger dividend = top.setScale(Math.max(0, top.scale())).unscaledValue();
        BigInteger divisor = bottom.scaleByPowerOfTen(Math.max(0, top.scale())).toBigIntegerExact();
        return NearestDouble.of(new BinaryFraction(dividend, 0), divisor, root);
    }

    private static Object bits(List<Object> values, LongBinaryOperator operator) {
        long bits = values.stream()
                .mapToLong(value -> ((Number) value).longValue())
                .reduce(operator)
                .orElseThrow();
        return values.getFirst() instanceof Integer ? (Object) (int) bits : (Object) bits;
    }

    private static BigDecimal exact(List<Object> values) {
        return values.stream().map(AggregateModel::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static BigDecimal exact(Object number) {
        return switch (number) {
            case Long value -> BigDecimal.valueOf(value);
            case Integer value -> BigDecimal.valueOf(value);
            case Double value -> new BigDecimal(value);
            default -> (BigDecimal) number;
        };
    }
}
