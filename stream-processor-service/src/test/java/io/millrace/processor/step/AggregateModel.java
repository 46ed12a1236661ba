package io.millrace.processor.step;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

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

    private static Object of(AggregateCall call, List<Object[]> group) {
        List<Object[]> rows = group.stream()
                .filter(row -> call.filter() < 0 || row[call.filter()] == Boolean.TRUE)
                .toList();
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
        if (call.function() == AggregateCall.Function.COUNT) {
            return (long) values.size();
        }
        if (values.isEmpty()) {
            return null;
        }
        return switch (call.function()) {
            case COUNT_STAR, COUNT -> throw new IllegalStateException();
            case MIN -> values.getFirst();
            case MAX -> values.getLast();
            case SUM ->
                sum(values) instanceof BigDecimal sum
                        ? sum.setScale(call.resultType().scale())
                        : sum(values);
            case AVG -> average(call, sum(values), values.size());
        };
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
                        .divide(BigDecimal.valueOf(count), call.resultType().scale(), java.math.RoundingMode.HALF_UP);
        };
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
