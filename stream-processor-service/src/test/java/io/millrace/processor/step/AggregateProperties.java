package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random deltas in random batches, with rows taken back and state rebuilt from its log: always the plain recomputation. */
class AggregateProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final ValueType DOUBLE = ValueType.of(Kind.DOUBLE);
    private static final ValueType MONEY = new ValueType(Kind.DECIMAL, 20, 2);
    private static final List<ValueType> KEY = List.of(VARCHAR);
    private static final List<AggregateCall> CALLS = List.of(
            new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT),
            new AggregateCall(Function.COUNT, 1, BIGINT, BIGINT),
            new AggregateCall(Function.SUM, 1, BIGINT, BIGINT),
            new AggregateCall(Function.AVG, 1, BIGINT, BIGINT),
            new AggregateCall(Function.MIN, 1, BIGINT, BIGINT),
            new AggregateCall(Function.MAX, 1, BIGINT, BIGINT),
            new AggregateCall(Function.SUM, 2, DOUBLE, DOUBLE),
            new AggregateCall(Function.SUM, 3, MONEY, MONEY),
            new AggregateCall(Function.MAX, 2, DOUBLE, DOUBLE));

    @Test
    void equalsRecomputationWhereRowsAreTakenBack() {
        run(true);
    }

    @Test
    void equalsRecomputationOfAppendOnlyRows() {
        run(false);
    }

    private static AggregateSubject subject(boolean retractable) {
        return new AggregateSubject(new AggregateSubject.Setup(CALLS, !retractable));
    }

    private static void run(boolean retractable) {
        for (int trial = 0; trial < 100; trial++) {
            Random random = new Random(SEED + trial);
            List<Object[]> rows = new ArrayList<>();
            AggregateSubject subject = subject(retractable);
            for (int batch = 0; batch < 30; batch++) {
                for (int i = random.nextInt(12); i > 0; i--) {
                    if (retractable && !rows.isEmpty() && random.nextInt(5) < 2) {
                        subject.aggregate.push(rows.remove(random.nextInt(rows.size())), -1);
                    } else {
                        Object[] row = row(random);
                        rows.add(row);
                        subject.aggregate.push(row, 1);
                    }
                }
                subject.flush(Step.NO_WATERMARK);
                if (random.nextInt(6) == 0) {
                    subject = subject.rebuilt(Step.NO_WATERMARK);
                }
                assertThat(subject.out.weights())
                        .as("seed %d, trial %d", SEED, trial)
                        .isEqualTo(recomputed(rows));
            }
            assertThat(subject.rebuilt(Step.NO_WATERMARK).groups.entries())
                    .isEqualTo(recomputed(rows).size());
        }
    }

    @Test
    void mergedPartsOfCombinersEqualTheRowsThemselves() {
        for (int trial = 0; trial < 100; trial++) {
            Random random = new Random(SEED + trial);
            AggregateSubject subject = subject(false);
            List<Object[]> rows = new ArrayList<>();
            List<byte[]> parts = new ArrayList<>();
            List<Combine> combiners = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                combiners.add(new Combine(
                        new int[] {0},
                        KEY,
                        new Accumulators(CALLS, true, null),
                        (hash, part) -> parts.add(part.toByteArray())));
            }
            for (int i = 0; i < 200; i++) {
                Object[] row = row(random);
                rows.add(row);
                Combine combiner = combiners.get(random.nextInt(3));
                combiner.push(row, 1);
                if (random.nextInt(10) == 0) {
                    combiner.flush(Step.NO_WATERMARK);
                }
            }
            combiners.forEach(combiner -> combiner.flush(Step.NO_WATERMARK));
            java.util.Collections.shuffle(parts, random);
            parts.forEach(part -> subject.aggregate.merge(new RowReader(part)));
            subject.aggregate.flush(Step.NO_WATERMARK);
            assertThat(subject.out.weights())
                    .as("seed %d, trial %d", SEED, trial)
                    .isEqualTo(recomputed(rows));
        }
    }

    private static Object[] row(Random random) {
        return new Object[] {
            random.nextInt(8) == 0 ? null : "k" + random.nextInt(5),
            random.nextInt(6) == 0
                    ? null
                    : (Long) (random.nextInt(4) == 0 ? random.nextLong() >> 8 : random.nextInt(9) - 4),
            random.nextInt(6) == 0 ? null : (Double) (random.nextGaussian() * Math.pow(10, random.nextInt(20))),
            random.nextInt(6) == 0 ? null : BigDecimal.valueOf(random.nextInt(100_000), 2)
        };
    }

    private static Map<List<Object>, Long> recomputed(List<Object[]> rows) {
        Map<String, List<Object[]>> groups = new TreeMap<>();
        rows.forEach(row -> groups.computeIfAbsent(String.valueOf(row[0]), k -> new ArrayList<>())
                .add(row));
        Map<List<Object>, Long> wanted = new HashMap<>();
        groups.values().forEach(group -> {
            List<Long> longs = group.stream()
                    .filter(r -> r[1] != null)
                    .map(r -> (Long) r[1])
                    .toList();
            List<Double> doubles = group.stream()
                    .filter(r -> r[2] != null)
                    .map(r -> (Double) r[2])
                    .toList();
            List<BigDecimal> money = group.stream()
                    .filter(r -> r[3] != null)
                    .map(r -> (BigDecimal) r[3])
                    .toList();
            Long sum = longs.isEmpty()
                    ? null
                    : (Long) longs.stream().mapToLong(l -> l).sum();
            wanted.put(
                    Arrays.asList(
                            group.getFirst()[0],
                            (long) group.size(),
                            (long) longs.size(),
                            sum,
                            sum == null ? null : (Long) (sum / longs.size()),
                            longs.isEmpty()
                                    ? null
                                    : longs.stream().min(Long::compare).get(),
                            longs.isEmpty()
                                    ? null
                                    : longs.stream().max(Long::compare).get(),
                            doubles.isEmpty()
                                    ? null
                                    : (Double) doubles.stream()
                                            .map(BigDecimal::new)
                                            .reduce(BigDecimal.ZERO, BigDecimal::add)
                                            .doubleValue(),
                            money.isEmpty()
                                    ? null
                                    : money.stream()
                                            .reduce(BigDecimal.ZERO, BigDecimal::add)
                                            .setScale(2),
                            doubles.isEmpty()
                                    ? null
                                    : doubles.stream().max(Double::compare).get()),
                    1L);
        });
        return wanted;
    }

    /** DISTINCT is a GROUP BY of all columns without calls: a row is there once while it is there at all. */
    @Test
    void distinctIsAnAggregateWithoutCalls() {
        List<ValueType> types = List.of(VARCHAR, DOUBLE);
        for (int trial = 0; trial < 100; trial++) {
            Random random = new Random(SEED + trial);
            Deltas out = new Deltas();
            KeptLog log = new KeptLog();
            Groups groups = new Groups(1, types, new Accumulators(List.of(), false, null));
            Aggregate distinct = distinct(groups, out);
            List<Object[]> rows = new ArrayList<>();
            for (int epoch = 0; epoch < 20; epoch++) {
                List<Runnable> deltas = new ArrayList<>();
                Aggregate now = distinct;
                for (int i = random.nextInt(12); i > 0; i--) {
                    if (!rows.isEmpty() && random.nextInt(5) < 2) {
                        Object[] gone = rows.remove(random.nextInt(rows.size()));
                        deltas.add(() -> now.push(gone, -1));
                    } else {
                        Object[] row = {
                            random.nextInt(4) == 0 ? null : "k" + random.nextInt(3),
                            random.nextInt(4) == 0 ? null : (Double) (random.nextInt(3) * -0.0)
                        };
                        rows.add(row);
                        deltas.add(() -> now.push(row, 1));
                    }
                }
                Collections.shuffle(deltas, random);
                deltas.forEach(Runnable::run);
                int pushed = out.order.size();
                now.flush(Step.NO_WATERMARK);
                assertThat(out.order.subList(pushed, out.order.size())).doesNotHaveDuplicates();
                Map<List<Object>, Long> wanted = new HashMap<>();
                rows.forEach(row -> wanted.put(Arrays.asList(row[0], row[1] == null ? null : 0.0), 1L));
                assertThat(out.weights()).as("seed %d, trial %d", SEED, trial).isEqualTo(wanted);
                if (random.nextInt(3) == 0) {
                    log.take(groups);
                    groups = new Groups(1, types, new Accumulators(List.of(), false, null));
                    log.restore(groups);
                    assertThat(groups.entries()).isEqualTo(wanted.size());
                    distinct = distinct(groups, out);
                    distinct.resume(Step.NO_WATERMARK);
                }
            }
        }
    }

    private static Aggregate distinct(Groups groups, Step out) {
        Refusals none = (code, detail, row) -> {
            throw new AssertionError(detail);
        };
        return new Aggregate(new int[] {0, 1}, groups, null, WindowBounds.NONE, none, out);
    }

    @Test
    void sumThatLeavesItsTypeIsRefusedAndComesBack() {
        List<AggregateCall> calls = List.of(new AggregateCall(Function.SUM, 1, BIGINT, BIGINT));
        Deltas out = new Deltas();
        List<String> refused = new ArrayList<>();
        Groups groups = new Groups(1, KEY, new Accumulators(calls, true, null));
        Aggregate aggregate = new Aggregate(
                new int[] {0},
                groups,
                null,
                WindowBounds.NONE,
                (code, detail, row) -> refused.add(code + " " + row[0] + " " + detail),
                out);
        aggregate.push(new Object[] {"a", Long.MAX_VALUE}, 1);
        aggregate.flush(Step.NO_WATERMARK);
        aggregate.push(new Object[] {"a", 5L}, 1);
        aggregate.flush(Step.NO_WATERMARK);
        assertThat(out.weights()).isEmpty();
        assertThat(refused).singleElement().asString().startsWith("NUMERIC_OVERFLOW a SUM is 9223372036854775812");
        aggregate.push(new Object[] {"a", -10L}, 1);
        aggregate.flush(Step.NO_WATERMARK);
        assertThat(out.weights()).isEqualTo(Map.of(Arrays.asList("a", Long.MAX_VALUE - 5), 1L));
    }

    @Test
    void extremeOfZerosIsPositiveWhicheverCameFirstAndWhenever() {
        for (boolean retractable : new boolean[] {true, false}) {
            for (double first : new double[] {0.0, -0.0}) {
                AggregateSubject subject = subject(retractable);
                subject.aggregate.push(new Object[] {"a", 1L, first, null}, 1);
                subject.aggregate.flush(Step.NO_WATERMARK);
                assertThat(greatest(subject)).isEqualTo(0.0);
                subject.aggregate.push(new Object[] {"a", 1L, -first, null}, 1);
                subject.aggregate.flush(Step.NO_WATERMARK);
                assertThat(greatest(subject)).isEqualTo(0.0);
            }
        }
    }

    private static Object greatest(AggregateSubject subject) {
        return subject.out.weights().keySet().iterator().next().getLast();
    }

    @Test
    void rowThatDidNotChangeIsNotPutOut() {
        AggregateSubject subject = subject(true);
        Object[] row = {"a", 1L, 2.0, null};
        subject.aggregate.push(row, 1);
        subject.aggregate.flush(Step.NO_WATERMARK);
        subject.aggregate.push(row, 1);
        subject.aggregate.push(row, -1);
        subject.aggregate.flush(Step.NO_WATERMARK);
        assertThat(subject.out.order).hasSize(1);
    }
}
