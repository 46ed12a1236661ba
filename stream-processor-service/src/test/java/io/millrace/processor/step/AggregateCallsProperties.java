package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every function, with and without DISTINCT and FILTER, over random deltas in random epochs, with rows that go before they
 * come and state rebuilt from its log: always the plain recomputation.
 */
class AggregateCallsProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int KEY = 0;
    private static final int WHOLE = 1;
    private static final int REAL = 2;
    private static final int MONEY = 3;
    private static final int FLAG = 4;
    private static final int TEXT = 5;
    private static final int SMALL = 6;
    private static final int ONE = 7;
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final List<ValueType> TYPES = List.of(
            ValueType.of(Kind.VARCHAR),
            BIGINT,
            ValueType.of(Kind.DOUBLE),
            new ValueType(Kind.DECIMAL, 20, 2),
            ValueType.of(Kind.BOOLEAN),
            ValueType.of(Kind.VARCHAR),
            ValueType.of(Kind.INTEGER),
            ValueType.array(BIGINT));
    private static final ValueType WIDE = new ValueType(Kind.DECIMAL, 38, 6);

    private static AggregateCall call(Function function, int argument, ValueType result, boolean distinct) {
        ValueType type = argument < 0 ? BIGINT : TYPES.get(argument);
        return new AggregateCall(function, argument, type, result, distinct);
    }

    /** Each function over each type, plain and DISTINCT. */
    private static List<AggregateCall> calls() {
        List<AggregateCall> calls = new ArrayList<>();
        for (boolean distinct : new boolean[] {false, true}) {
            calls.add(call(Function.COUNT_STAR, -1, BIGINT, false));
            for (int column = WHOLE; column < TYPES.size(); column++) {
                calls.add(call(Function.COUNT, column, BIGINT, distinct));
                calls.add(call(Function.MIN, column, TYPES.get(column), distinct));
                calls.add(call(Function.MAX, column, TYPES.get(column), distinct));
                calls.add(call(Function.ANY_VALUE, column, TYPES.get(column), distinct));
                calls.add(call(Function.APPROX_COUNT_DISTINCT, column, BIGINT, distinct));
            }
            for (int column : new int[] {WHOLE, REAL, MONEY, SMALL}) {
                ValueType result = column == SMALL ? BIGINT : TYPES.get(column);
                calls.add(call(Function.SUM, column, column == MONEY ? WIDE : result, distinct));
                calls.add(call(Function.AVG, column, column == MONEY ? WIDE : result, distinct));
                ValueType spread = column == WHOLE ? TYPES.get(REAL) : result;
                calls.add(call(Function.VAR_POP, column, column == MONEY ? WIDE : spread, distinct));
                calls.add(call(Function.VAR_SAMP, column, column == MONEY ? WIDE : spread, distinct));
                calls.add(call(Function.STDDEV_POP, column, column == MONEY ? WIDE : result, distinct));
                calls.add(call(Function.STDDEV_SAMP, column, column == MONEY ? WIDE : result, distinct));
            }
            for (int column : new int[] {WHOLE, SMALL}) {
                calls.add(call(Function.BIT_AND, column, TYPES.get(column), distinct));
                calls.add(call(Function.BIT_OR, column, TYPES.get(column), distinct));
                calls.add(call(Function.BIT_XOR, column, TYPES.get(column), distinct));
            }
            for (int column : distinct ? new int[0] : new int[] {WHOLE, REAL, MONEY}) {
                for (String fraction : List.of("0", "0.5", "0.95", "1")) {
                    calls.add(new AggregateCall(
                            Function.APPROX_PERCENTILE, column, TYPES.get(column), TYPES.get(REAL), false, fraction));
                }
            }
            calls.add(call(Function.BOOL_AND, FLAG, TYPES.get(FLAG), distinct));
            calls.add(call(Function.BOOL_OR, FLAG, TYPES.get(FLAG), distinct));
            calls.add(call(Function.LISTAGG, TEXT, TYPES.get(TEXT), distinct));
            calls.add(call(Function.ARRAY_AGG, ONE, TYPES.get(ONE), distinct));
        }
        return calls;
    }

    private static Object[] row(Random random) {
        return new Object[] {
            random.nextInt(8) == 0 ? null : "k" + random.nextInt(4),
            random.nextInt(6) == 0
                    ? null
                    : (Long) (random.nextInt(4) == 0 ? random.nextLong() >> 9 : random.nextInt(7) - 3),
            random.nextInt(6) == 0 ? null : (Double) real(random),
            random.nextInt(6) == 0 ? null : money(random),
            random.nextInt(6) == 0 ? null : (Boolean) random.nextBoolean(),
            random.nextInt(6) == 0 ? null : text(random),
            random.nextInt(6) == 0
                    ? null
                    : (Integer) (random.nextInt(4) == 0 ? random.nextInt() >> 2 : random.nextInt(5) - 2),
            random.nextInt(6) == 0 ? null : Nested.of(random.nextInt(4) == 0 ? null : (Object) random.nextLong(5))
        };
    }

    private static double real(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0.0;
            case 1 -> -0.0;
            case 2 -> random.nextInt(5) - 2;
            case 3 -> Math.scalb(random.nextGaussian(), random.nextInt(80) - 40);
            default -> 1.1 * random.nextInt(4);
        };
    }

    /** Equal values also with other scales, as they come from a cast. */
    private static BigDecimal money(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new BigDecimal(random.nextInt(4));
            case 1 -> new BigDecimal(random.nextInt(4)).setScale(2);
            default -> BigDecimal.valueOf(random.nextInt(20_000) - 10_000, 2);
        };
    }

    private static String text(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "\uFFFD";
            case 2 -> "\uD83D\uDE00";
            default -> "t" + random.nextInt(4);
        };
    }

    @Test
    void equalsRecomputationWhereRowsAreTakenBack() {
        run(false, calls());
    }

    @Test
    void equalsRecomputationOfAppendOnlyRows() {
        run(true, calls());
    }

    private static void run(boolean appendOnly, List<AggregateCall> calls) {
        for (int trial = 0; trial < 25; trial++) {
            Random random = new Random(SEED + trial);
            List<Object[]> rows = new ArrayList<>();
            AggregateSubject subject = new AggregateSubject(new AggregateSubject.Setup(calls, appendOnly));
            for (int epoch = 0; epoch < 20; epoch++) {
                for (Delta delta : epoch(random, rows, appendOnly)) {
                    subject.aggregate.push(delta.row, delta.weight);
                }
                subject.flush(Step.NO_WATERMARK);
                if (random.nextInt(6) == 0) {
                    subject = subject.rebuilt(Step.NO_WATERMARK);
                }
                assertThat(differences(subject, rows))
                        .as("seed %d, trial %d, epoch %d", SEED, trial, epoch)
                        .isEmpty();
                assertThat(subject.refused).isEmpty();
            }
            for (Object[] row : appendOnly ? List.<Object[]>of() : rows) {
                subject.aggregate.push(row, -1);
            }
            subject.flush(Step.NO_WATERMARK);
            assertThat(appendOnly ? 0 : subject.held()).isZero();
        }
    }

    private static List<String> differences(AggregateSubject subject, List<Object[]> rows) {
        List<AggregateCall> calls = subject.setup.calls();
        return AggregateModel.differences(
                AggregateModel.of(new int[] {KEY}, calls, normal(rows)), subject.out.weights(), calls);
    }

    private record Delta(Object[] row, long weight) {}

    /** Changes {@code rows}, and tells how: in any order, some rows several times, some only in passing. */
    private static List<Delta> epoch(Random random, List<Object[]> rows, boolean appendOnly) {
        List<Delta> deltas = new ArrayList<>();
        for (int i = random.nextInt(14); i > 0; i--) {
            int choice = random.nextInt(10);
            if (!appendOnly && !rows.isEmpty() && choice < 4) {
                deltas.add(new Delta(rows.remove(random.nextInt(rows.size())), -1));
            } else if (!appendOnly && choice == 4) {
                Object[] row = row(random);
                deltas.add(new Delta(row, 1));
                deltas.add(new Delta(row, -1));
            } else {
                Object[] row = row(random);
                int times = choice == 5 ? 3 : 1;
                deltas.add(new Delta(row, times));
                rows.addAll(Collections.nCopies(times, row));
            }
        }
        Collections.shuffle(deltas, random);
        return deltas;
    }

    /** As a column of the type has them: decimals of one scale. */
    private static List<Object[]> normal(List<Object[]> rows) {
        return rows.stream()
                .map(row -> {
                    Object[] copy = row.clone();
                    copy[MONEY] = row[MONEY] instanceof BigDecimal money ? money.setScale(2) : null;
                    return copy;
                })
                .toList();
    }

    @Test
    void mergedPartsOfCombinersEqualTheRowsThemselves() {
        for (boolean appendOnly : new boolean[] {true, false}) {
            List<AggregateCall> calls = calls().stream()
                    .filter(call -> Accumulators.isCombinable(List.of(call), appendOnly))
                    .toList();
            for (int trial = 0; trial < 15; trial++) {
                Random random = new Random(SEED + trial);
                List<Object[]> rows = new ArrayList<>();
                AggregateSubject subject = new AggregateSubject(new AggregateSubject.Setup(calls, appendOnly));
                for (int epoch = 0; epoch < 8; epoch++) {
                    for (byte[] part : combined(random, calls, epoch(random, rows, appendOnly))) {
                        subject.aggregate.merge(new RowReader(part));
                    }
                    subject.flush(Step.NO_WATERMARK);
                    assertThat(differences(subject, rows))
                            .as("seed %d, trial %d, epoch %d", SEED, trial, epoch)
                            .isEmpty();
                }
            }
        }
    }

    private static List<byte[]> combined(Random random, List<AggregateCall> calls, List<Delta> deltas) {
        List<byte[]> parts = new ArrayList<>();
        List<Combine> combiners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Accumulators accumulators = new Accumulators(calls, true, null);
            combiners.add(new Combine(
                    new int[] {KEY},
                    TYPES.subList(KEY, KEY + 1),
                    accumulators,
                    (hash, part) -> parts.add(part.toByteArray())));
        }
        deltas.forEach(delta -> combiners.get(random.nextInt(3)).push(delta.row, delta.weight));
        combiners.forEach(combiner -> combiner.flush(Step.NO_WATERMARK));
        Collections.shuffle(parts, random);
        return parts;
    }

    @Test
    void saysWhichCallsCanBeCombined() {
        Set<Function> appendOnly = EnumSet.noneOf(Function.class);
        Set<Function> retracting = EnumSet.noneOf(Function.class);
        Set<Function> distinct = EnumSet.noneOf(Function.class);
        for (AggregateCall call : calls()) {
            List<AggregateCall> alone = List.of(call);
            if (call.distinct()) {
                distinct.addAll(Accumulators.isCombinable(alone, true) ? Set.of(call.function()) : Set.of());
            } else if (Accumulators.isCombinable(alone, true)) {
                appendOnly.add(call.function());
                retracting.addAll(Accumulators.isCombinable(alone, false) ? Set.of(call.function()) : Set.of());
            }
        }
        Set<Function> never = EnumSet.of(Function.APPROX_COUNT_DISTINCT, Function.APPROX_PERCENTILE, Function.LISTAGG);
        Set<Function> extremes = EnumSet.of(Function.MIN, Function.MAX, Function.ANY_VALUE);
        assertThat(appendOnly).doesNotContainAnyElementsOf(never).containsAll(extremes);
        assertThat(retracting)
                .doesNotContainAnyElementsOf(never)
                .doesNotContainAnyElementsOf(extremes)
                .containsAll(EnumSet.range(Function.VAR_POP, Function.STDDEV_SAMP));
        assertThat(appendOnly).hasSize(retracting.size() + extremes.size());
        assertThat(distinct)
                .containsExactlyInAnyOrder(
                        Function.MIN,
                        Function.MAX,
                        Function.ANY_VALUE,
                        Function.BOOL_AND,
                        Function.BOOL_OR,
                        Function.BIT_AND,
                        Function.BIT_OR);
    }

    @Test
    void refusesCallsWithoutTheBagsThatTheyNeed() {
        List<AggregateCall> distinct = List.of(call(Function.SUM, WHOLE, BIGINT, true));
        assertThatThrownBy(() -> new Accumulators(distinct, true, null)).hasMessageContaining("bags are needed");
    }

    @Test
    void appendOnlyDistinctLogsAValueOnce() {
        List<AggregateCall> calls = List.of(call(Function.COUNT, WHOLE, BIGINT, true));
        AggregateSubject subject = new AggregateSubject(new AggregateSubject.Setup(calls, true));
        Object[] row = {"k", 7L};
        subject.aggregate.push(row, 1);
        subject.flush(Step.NO_WATERMARK);
        subject.aggregate.push(row, 1);
        subject.aggregate.flush(Step.NO_WATERMARK);
        List<Integer> tags = new ArrayList<>();
        subject.bags.logTo((key, value) -> tags.add((int) key.array()[0]));
        assertThat(tags).isEmpty();
        assertThat(subject.out.order).containsExactly("+[k, 1]");
    }
}
