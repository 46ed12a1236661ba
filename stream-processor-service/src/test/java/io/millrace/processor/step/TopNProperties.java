package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random deltas with ties, bags and nulls in random order and epochs: always the rows at their places of the sorted list. */
class TopNProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = Integer.getInteger("trials", 400);
    private static final List<ValueType> TYPES =
            List.of(ValueType.of(Kind.VARCHAR), ValueType.of(Kind.DOUBLE), ValueType.of(Kind.BIGINT));

    /** A top-N with its state and the log of it. */
    private record Subject(List<RowOrder.By> by, TopN.Numbers numbers, boolean appendOnly, Deltas out, KeptLog log) {
        Running start() {
            Index index = new Index(1, TYPES, new int[] {0}, new RowOrder(by, TYPES.size()));
            log.restore(index);
            TopN topN = new TopN(index, numbers, appendOnly, out);
            topN.resume(Step.NO_WATERMARK);
            return new Running(topN, index);
        }
    }

    private record Running(TopN topN, Index index) {}

    @Test
    void equalsSortingWhereRowsAreTakenBack() {
        run(false);
    }

    @Test
    void equalsSortingOfAppendOnlyRowsAndForgetsThoseBehind() {
        run(true);
    }

    private static void run(boolean appendOnly) {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            Subject subject = new Subject(by(random), numbers(random), appendOnly, new Deltas(), new KeptLog());
            String name = "seed %d, trial %d, %s".formatted(SEED, trial, subject);
            int changes = 2 + random.nextInt(random.nextInt(4) == 0 ? 60 : 10);
            List<Object[]> rows = new ArrayList<>();
            Running running = subject.start();
            for (int epoch = 0; epoch < 12; epoch++) {
                int pushed = subject.out.order.size();
                for (Delta delta : epoch(random, changes, appendOnly, rows)) {
                    running.topN.push(delta.row, delta.weight);
                }
                assertThat(subject.out.order).as(name).hasSize(pushed);
                running.topN.flush(Step.NO_WATERMARK);
                List<String> flushed = subject.out.order.subList(pushed, subject.out.order.size());
                if (subject.numbers.shown()) {
                    assertThat(flushed.stream().map(row -> row.substring(1)))
                            .as(name)
                            .doesNotHaveDuplicates();
                }
                assertThat(subject.out.weights()).as(name).isEqualTo(ranked(subject, rows));
                if (appendOnly) {
                    assertThat(running.index.entries()).as(name).isLessThanOrEqualTo(reachable(subject, rows));
                }
                if (random.nextInt(3) > 0) {
                    subject.log.take(running.index);
                    assertThat(subject.log.idleTombstones).as(name).isZero();
                    long entries = running.index.entries();
                    running = random.nextInt(3) == 0 ? subject.start() : running;
                    assertThat(running.index.entries()).as(name).isEqualTo(entries);
                }
            }
        }
    }

    private static List<RowOrder.By> by(Random random) {
        List<RowOrder.By> by = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            by.add(new RowOrder.By(1 + random.nextInt(2), random.nextBoolean(), random.nextBoolean()));
        }
        return by;
    }

    private static TopN.Numbers numbers(Random random) {
        long first = 1 + (random.nextBoolean() ? 0 : random.nextInt(4));
        long last = random.nextInt(8) == 0 ? Long.MAX_VALUE : first + random.nextInt(random.nextInt(3) == 0 ? 40 : 4);
        return new TopN.Numbers(first, last, random.nextBoolean());
    }

    private record Delta(Object[] row, long weight) {}

    private static List<Delta> epoch(Random random, int changes, boolean appendOnly, List<Object[]> rows) {
        List<Delta> deltas = new ArrayList<>();
        for (int i = random.nextInt(changes); i > 0; i--) {
            Object[] row = !rows.isEmpty() && random.nextInt(5) == 0
                    ? rows.get(random.nextInt(rows.size())).clone()
                    : row(random);
            if (!appendOnly && !rows.isEmpty() && random.nextInt(5) < 2) {
                deltas.add(new Delta(rows.remove(random.nextInt(rows.size())), -1));
            } else if (!appendOnly && random.nextInt(6) == 0) {
                deltas.add(new Delta(row, 2));
                deltas.add(new Delta(row.clone(), -2));
            } else {
                int weight = random.nextInt(8) == 0 ? 3 : 1;
                rows.addAll(Collections.nCopies(weight, row));
                deltas.add(new Delta(row, weight));
            }
        }
        Collections.shuffle(deltas, random);
        return deltas;
    }

    private static Object[] row(Random random) {
        return new Object[] {
            random.nextInt(8) == 0 ? null : "p" + random.nextInt(3),
            random.nextInt(6) == 0
                    ? null
                    : List.of(0.0, -0.0, 1.5, Double.NaN, -7.0).get(random.nextInt(5)),
            random.nextInt(6) == 0 ? null : (Long) (long) random.nextInt(20)
        };
    }

    /** Said apart from {@link RowOrder}: the columns that were asked for, then all, then -0.0 before 0.0. */
    private static Comparator<Object[]> order(List<RowOrder.By> by) {
        Comparator<Object[]> order = (left, right) -> 0;
        for (RowOrder.By each : by) {
            Comparator<Object> values = TopNProperties::compare;
            values = each.descending() ? values.reversed() : values;
            values = each.nullsFirst() ? Comparator.nullsFirst(values) : Comparator.nullsLast(values);
            order = order.thenComparing(row -> row[each.column()], values);
        }
        for (int column = 0; column < TYPES.size(); column++) {
            int at = column;
            order = order.thenComparing(row -> row[at], Comparator.nullsFirst(TopNProperties::compare));
        }
        return order.thenComparing(row -> (Double) row[1], Comparator.nullsFirst(Double::compare));
    }

    private static int compare(Object left, Object right) {
        return switch (left) {
            case Double value -> Double.compare(value == 0 ? 0.0 : value, (Double) right == 0 ? 0.0 : (Double) right);
            case Long value -> value.compareTo((Long) right);
            default -> left.toString().compareTo(right.toString());
        };
    }

    private static Map<String, List<Object[]>> partitions(List<Object[]> rows) {
        Map<String, List<Object[]>> partitions = new TreeMap<>();
        rows.forEach(row -> partitions
                .computeIfAbsent(String.valueOf(row[0]), k -> new ArrayList<>())
                .add(row));
        return partitions;
    }

    private static Map<List<Object>, Long> ranked(Subject subject, List<Object[]> rows) {
        Map<List<Object>, Long> wanted = new HashMap<>();
        partitions(rows).values().forEach(partition -> {
            partition.sort(order(subject.by));
            for (long number = subject.numbers.first();
                    number <= Math.min(partition.size(), subject.numbers.last());
                    number++) {
                List<Object> row = new ArrayList<>(Arrays.asList(partition.get((int) number - 1)));
                if (subject.numbers.shown()) {
                    row.add(number);
                }
                wanted.merge(row, 1L, Long::sum);
            }
        });
        return wanted;
    }

    /** Distinct rows that are in the first places. */
    private static long reachable(Subject subject, List<Object[]> rows) {
        return partitions(rows).values().stream()
                .mapToLong(partition -> partition.stream()
                        .sorted(order(subject.by))
                        .limit(subject.numbers.last())
                        .map(Arrays::asList)
                        .distinct()
                        .count())
                .sum();
    }

    @Test
    void rowsThatKeepTheirNumberAreNotPutOut() {
        Deltas out = new Deltas();
        List<RowOrder.By> byValue = List.of(new RowOrder.By(2, true, false));
        Running running = new Subject(byValue, new TopN.Numbers(1, 3, true), false, out, new KeptLog()).start();
        for (long value : new long[] {9, 7, 5, 3}) {
            running.topN.push(new Object[] {"a", null, value}, 1);
        }
        running.topN.flush(Step.NO_WATERMARK);
        out.order.clear();
        running.topN.push(new Object[] {"a", null, 6L}, 1);
        running.topN.push(new Object[] {"a", null, 1L}, 1);
        running.topN.flush(Step.NO_WATERMARK);
        assertThat(out.order).containsExactly("-[a, null, 5, 3]", "+[a, null, 6, 3]");
        running.topN.push(new Object[] {"a", null, 6L}, -1);
        running.topN.flush(Step.NO_WATERMARK);
        assertThat(out.order).endsWith("-[a, null, 6, 3]", "+[a, null, 5, 3]");
    }

    @Test
    void rejectsWhatItWasPromisedNotToGet() {
        Running running =
                new Subject(List.of(), new TopN.Numbers(1, 3, true), true, new Deltas(), new KeptLog()).start();
        assertThatThrownBy(() -> running.topN.push(new Object[] {"a", null, 6L}, -1))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> new TopN.Numbers(2, 1, false)).hasMessage("rows 2 to 1");
    }
}
