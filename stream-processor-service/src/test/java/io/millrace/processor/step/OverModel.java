package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * OVER by its definition: each row of a sorted partition against each other. Rows are (partition, order, value, double, place), and
 * ties of the order are broken by the place.
 */
record OverModel(boolean descending, boolean nullsFirst, List<OverCall> calls) {
    static final int PARTITION = 0;
    static final int ORDER = 1;
    static final int PLACE = 4;

    Map<List<Object>, Long> rows(List<Object[]> input) {
        Map<String, List<Object[]>> partitions = new TreeMap<>();
        input.forEach(row -> partitions
                .computeIfAbsent(String.valueOf(row[PARTITION]), k -> new ArrayList<>())
                .add(row));
        Map<List<Object>, Long> out = new HashMap<>();
        partitions.values().forEach(partition -> {
            partition.sort(order());
            for (int i = 0; i < partition.size(); i++) {
                List<Object> row = new ArrayList<>(Arrays.asList(partition.get(i)));
                for (OverCall call : calls) {
                    row.add(value(call, partition, i));
                }
                out.merge(row, 1L, Long::sum);
            }
        });
        return out;
    }

    private Comparator<Object[]> order() {
        Comparator<Long> values = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        Comparator<Long> all = nullsFirst ? Comparator.nullsFirst(values) : Comparator.nullsLast(values);
        return Comparator.comparing((Object[] row) -> (Long) row[ORDER], all)
                .thenComparing(row -> Long.valueOf(((String) row[PLACE]).substring(2)));
    }

    private Object value(OverCall call, List<Object[]> rows, int i) {
        return switch (call) {
            case OverCall.Place number -> number(number.count(), rows, i);
            case OverCall.Shift shift -> {
                long other = i + shift.distance();
                yield other >= 0 && other < rows.size()
                        ? rows.get((int) other)[shift.argument()]
                        : shift.otherwise() < 0 ? null : rows.get(i)[shift.otherwise()];
            }
            case OverCall.Pick pick -> {
                List<Object[]> in = in(pick.frame(), rows, i);
                int picked = (int) (pick.place() == 0 ? in.size() - 1 : pick.place() - 1);
                yield picked >= 0 && picked < in.size() ? in.get(picked)[pick.argument()] : null;
            }
            case OverCall.Aggregated aggregated -> aggregate(aggregated.call(), in(aggregated.frame(), rows, i));
        };
    }

    private static long number(OverCall.Count count, List<Object[]> rows, int i) {
        Object own = rows.get(i)[ORDER];
        List<Object> before = new ArrayList<>();
        for (int j = 0; j < i && !Objects.equals(rows.get(j)[ORDER], own); j++) {
            before.add(rows.get(j)[ORDER]);
        }
        return switch (count) {
            case ROW_NUMBER -> i + 1;
            case RANK -> before.size() + 1;
            case DENSE_RANK -> before.stream().distinct().count() + 1;
        };
    }

    private List<Object[]> in(Frame frame, List<Object[]> rows, int i) {
        List<Object[]> in = new ArrayList<>();
        for (int j = 0; j < rows.size(); j++) {
            if (frame.rows()
                    ? frame.from() <= j - i && j - i <= frame.to()
                    : isIn(frame, rows.get(i), rows.get(j), j - i)) {
                in.add(rows.get(j));
            }
        }
        return in;
    }

    private boolean isIn(Frame frame, Object[] row, Object[] other, int places) {
        Long own = (Long) row[ORDER];
        Long its = (Long) other[ORDER];
        if (Objects.equals(own, its)) {
            return frame.from() <= 0 && frame.to() >= 0 || own == null;
        }
        if (own == null || its == null) {
            return places < 0 ? frame.hasNoStart() : frame.hasNoEnd();
        }
        long distance = descending ? own - its : its - own;
        return (frame.hasNoStart() || frame.from() <= distance) && (frame.hasNoEnd() || distance <= frame.to());
    }

    private static Object aggregate(AggregateCall call, List<Object[]> rows) {
        if (call.function() == AggregateCall.Function.COUNT_STAR) {
            return (long) rows.size();
        }
        List<Object> all = rows.stream()
                .map(row -> row[call.argument()])
                .filter(Objects::nonNull)
                .toList();
        List<Object> values = call.distinct() ? all.stream().distinct().toList() : all;
        if (call.function() == AggregateCall.Function.COUNT) {
            return (long) values.size();
        }
        if (values.isEmpty()) {
            return null;
        }
        return switch (call.function()) {
            case SUM ->
                values.getFirst() instanceof Double
                        ? (Object) values.stream()
                                .mapToDouble(value -> (Double) value)
                                .sum()
                        : (Object)
                                values.stream().mapToLong(value -> (Long) value).sum();
            case AVG -> values.stream().mapToLong(value -> (Long) value).sum() / values.size();
            case MIN -> values.stream().mapToLong(value -> (Long) value).min().getAsLong();
            case MAX -> values.stream().mapToLong(value -> (Long) value).max().getAsLong();
            default -> throw new IllegalArgumentException(call.toString());
        };
    }
}
