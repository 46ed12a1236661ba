package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Steps in a chain, flushed in its order: the first three of a full outer join of two aggregates, as a view by their number.
 *
 * <pre>
 * SELECT … FROM (SELECT k, COUNT(*) n … GROUP BY k) l FULL JOIN (SELECT k, SUM(v) s … GROUP BY k) r ON l.k = r.k
 * QUALIFY ROW_NUMBER() OVER (ORDER BY s DESC NULLS LAST, n NULLS FIRST) &lt;= 3
 * </pre>
 */
class ChainProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final List<AggregateCall> COUNT =
            List.of(new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT));
    private static final List<AggregateCall> SUM = List.of(new AggregateCall(Function.SUM, 1, BIGINT, BIGINT));
    private static final List<RowOrder.By> BY =
            List.of(new RowOrder.By(3, true, false), new RowOrder.By(1, false, true));

    private static final class View implements Upsert.Changes {
        final Map<Object, List<Object>> rows = new HashMap<>();

        @Override
        public void put(Object[] row) {
            assertThat(rows.put(row[4], Arrays.asList(row))).isNotEqualTo(Arrays.asList(row));
        }

        @Override
        public void remove(Object[] row) {
            assertThat(rows.remove(row[4])).isNotNull();
        }
    }

    /** The chain with its states and the log of them. */
    private static final class Subject {
        final View view;
        final KeptLog log;
        final State[] states;
        final List<Step> steps;

        Subject(View view, KeptLog log) {
            this.view = view;
            this.log = log;
            Refusals none = (code, detail, row) -> {
                throw new AssertionError(detail);
            };
            Groups counts = new Groups(1, List.of(VARCHAR), new Accumulators(COUNT, true, null));
            Groups sums = new Groups(2, List.of(VARCHAR), new Accumulators(SUM, false, null));
            Index left = new Index(3, List.of(VARCHAR, BIGINT), new int[] {0});
            Index right = new Index(4, List.of(VARCHAR, BIGINT), new int[] {0});
            Index ranked = new Index(5, List.of(VARCHAR, BIGINT, VARCHAR, BIGINT), new int[] {}, new RowOrder(BY, 4));
            UpsertNet upsert = new UpsertNet(new int[] {4}, 5, view);
            TopN topN = new TopN(ranked, new TopN.Numbers(1, 3, true), false, upsert);
            Join join = new Join(JoinKind.FULL, left, right, Join.On.KEYS, none, topN);
            int[] byKey = {0};
            Aggregate count = new Aggregate(byKey, counts, null, WindowBounds.NONE, none, join.left());
            Aggregate sum = new Aggregate(byKey, sums, null, WindowBounds.NONE, none, join.right());
            states = new State[] {counts, sums, left, right, ranked};
            steps = List.of(count, sum, join, topN, upsert);
        }

        Subject rebuilt() {
            Subject copy = new Subject(view, log);
            log.restore(copy.states);
            copy.steps.forEach(step -> step.resume(Step.NO_WATERMARK));
            return copy;
        }
    }

    @Test
    void equalsRecomputation() {
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(SEED + trial);
            List<List<Object[]>> inputs = List.of(new ArrayList<>(), new ArrayList<>());
            Subject subject = new Subject(new View(), new KeptLog());
            for (int epoch = 0; epoch < 20; epoch++) {
                for (int i = random.nextInt(10); i > 0; i--) {
                    int port = random.nextInt(2);
                    List<Object[]> rows = inputs.get(port);
                    if (!rows.isEmpty() && random.nextInt(5) < 2) {
                        subject.steps.get(port).push(rows.remove(random.nextInt(rows.size())), -1);
                    } else {
                        String key = random.nextInt(6) == 0 ? null : "k" + random.nextInt(5);
                        Long value = random.nextInt(6) == 0 ? null : (Long) (long) random.nextInt(5);
                        rows.add(new Object[] {key, value});
                        subject.steps.get(port).push(rows.getLast(), 1);
                    }
                }
                subject.steps.forEach(step -> step.flush(Step.NO_WATERMARK));
                assertThat(subject.view.rows)
                        .as("seed %d, trial %d", SEED, trial)
                        .isEqualTo(recomputed(inputs.getFirst(), inputs.getLast()));
                if (random.nextInt(3) == 0) {
                    subject.log.take(subject.states);
                    subject = subject.rebuilt();
                }
            }
        }
    }

    private static Map<Object, List<Object>> recomputed(List<Object[]> lefts, List<Object[]> rights) {
        Set<String> keys = new HashSet<>();
        lefts.forEach(row -> keys.add((String) row[0]));
        rights.forEach(row -> keys.add((String) row[0]));
        List<Object[]> joined = new ArrayList<>();
        for (String key : keys) {
            List<Object[]> left = of(key, lefts);
            List<Object[]> right = of(key, rights);
            Long count = left.isEmpty() ? null : (Long) (long) left.size();
            Long sum = right.stream()
                    .map(row -> (Long) row[1])
                    .filter(Objects::nonNull)
                    .reduce(Long::sum)
                    .orElse(null);
            if (key != null) {
                joined.add(new Object[] {left.isEmpty() ? null : key, count, right.isEmpty() ? null : key, sum});
                continue;
            }
            if (!left.isEmpty()) {
                joined.add(new Object[] {null, count, null, null});
            }
            if (!right.isEmpty()) {
                joined.add(new Object[] {null, null, null, sum});
            }
        }
        joined.sort(Comparator.<Object[], Long>comparing(
                        row -> (Long) row[3], Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(row -> (Long) row[1], Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(row -> (String) row[0], Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(row -> (String) row[2], Comparator.nullsFirst(Comparator.naturalOrder())));
        Map<Object, List<Object>> view = new HashMap<>();
        for (long number = 1; number <= Math.min(3, joined.size()); number++) {
            List<Object> row = new ArrayList<>(Arrays.asList(joined.get((int) number - 1)));
            row.add(number);
            view.put(number, row);
        }
        return view;
    }

    private static List<Object[]> of(String key, List<Object[]> rows) {
        return rows.stream().filter(row -> Objects.equals(row[0], key)).toList();
    }
}
