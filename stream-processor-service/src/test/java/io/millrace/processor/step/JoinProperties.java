package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random deltas on both sides in random order and random epochs, with nulls, bags, rows that go before they come, and state
 * rebuilt from its log: always the join of all rows so far.
 */
class JoinProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = Integer.getInteger("trials", 80);
    private static final List<ValueType> LEFT = List.of(
            ValueType.of(Kind.VARCHAR),
            ValueType.of(Kind.DOUBLE),
            ValueType.of(Kind.TIMESTAMP),
            ValueType.of(Kind.BIGINT));
    private static final List<ValueType> RIGHT = List.of(
            ValueType.of(Kind.BIGINT),
            ValueType.of(Kind.VARCHAR),
            ValueType.of(Kind.DOUBLE),
            ValueType.of(Kind.TIMESTAMP));
    private static final int LEFT_TIME = 2;
    private static final int RIGHT_TIME = 3;
    private static final int[][][] KEYS = {{{0}, {1}}, {{0, 1}, {1, 2}}, {{1}, {2}}, {{}, {}}};
    private static final long[][] BOUNDS = {
        {0, 0}, {-10, 10}, {5, 15}, {-15, -5}, {0, Long.MAX_VALUE}, {Long.MIN_VALUE, 0}, {-3, Long.MAX_VALUE}
    };

    /** Left v less than right v; a pair of 3 and 5 has no value. */
    private static Object[] condition(Object[] pair) {
        if (!(pair[3] instanceof Long left) || !(pair[4] instanceof Long right)) {
            return null;
        }
        if (left == 3 && right == 5) {
            throw new EvaluationException("DIVISION_BY_ZERO", "3 / 5", new ArithmeticException());
        }
        return left < right ? pair : null;
    }

    /** What a trial joins by. */
    private record Setup(JoinKind kind, int[] leftKeys, int[] rightKeys, Join.On on) {
        static Setup random(JoinKind kind, boolean residual, boolean bounded, Random random) {
            int[][] keys = KEYS[random.nextInt(KEYS.length)];
            long[] bounds = BOUNDS[random.nextInt(BOUNDS.length)];
            return new Setup(
                    kind,
                    keys[0],
                    keys[1],
                    new Join.On(
                            residual ? JoinProperties::condition : null,
                            bounded ? new TimeBounds(LEFT_TIME, RIGHT_TIME, bounds[0], bounds[1]) : null));
        }

        boolean partners(Object[] left, Object[] right) {
            for (int i = 0; i < leftKeys.length; i++) {
                Object a = left[leftKeys[i]];
                Object b = right[rightKeys[i]];
                boolean equal = a instanceof Double x && b instanceof Double y
                        ? x.doubleValue() == y.doubleValue()
                        : a != null && a.equals(b);
                if (!equal) {
                    return false;
                }
            }
            return inTime(left, right) && holds(left, right);
        }

        private boolean inTime(Object[] left, Object[] right) {
            if (on.bounds() == null) {
                return true;
            }
            if (left[LEFT_TIME] == null || right[RIGHT_TIME] == null) {
                return false;
            }
            long apart = (Long) right[RIGHT_TIME] - (Long) left[LEFT_TIME];
            return on.bounds().lowerMs() <= apart && apart <= on.bounds().upperMs();
        }

        private boolean holds(Object[] left, Object[] right) {
            try {
                return on.condition() == null || on.condition().apply(pair(left, right)) != null;
            } catch (EvaluationException e) {
                return false;
            }
        }

        /** Whether it is known for good that a row without a partner has none. */
        boolean isSettled(boolean left, Object[] row, long watermark) {
            int[] keys = left ? leftKeys : rightKeys;
            if (on.bounds() == null || Arrays.stream(keys).anyMatch(key -> row[key] == null)) {
                return true;
            }
            if (row[left ? LEFT_TIME : RIGHT_TIME] == null) {
                return true;
            }
            return isDone(left, row, watermark);
        }

        boolean isDone(boolean left, Object[] row, long watermark) {
            long time = (Long) row[left ? LEFT_TIME : RIGHT_TIME];
            long bound = left ? on.bounds().upperMs() : on.bounds().lowerMs();
            boolean unbounded = bound == Long.MIN_VALUE || bound == Long.MAX_VALUE;
            if (unbounded || watermark == Step.NO_WATERMARK) {
                return false;
            }
            return left ? time + bound < watermark : time - bound < watermark;
        }
    }

    private static Object[] pair(Object[] left, Object[] right) {
        Object[] pair = new Object[LEFT.size() + RIGHT.size()];
        if (left != null) {
            System.arraycopy(left, 0, pair, 0, LEFT.size());
        }
        if (right != null) {
            System.arraycopy(right, 0, pair, LEFT.size(), RIGHT.size());
        }
        return pair;
    }

    /** A join with its states and the log of them. */
    private static final class Subject {
        final Setup setup;
        final Deltas out;
        final KeptLog log;
        final List<String> refused;
        final Index left;
        final Index right;
        final Join join;

        Subject(Setup setup, Deltas out, KeptLog log, List<String> refused) {
            this.setup = setup;
            this.out = out;
            this.log = log;
            this.refused = refused;
            boolean bounded = setup.on.bounds() != null;
            left = new Index(1, LEFT, setup.leftKeys, bounded ? RowOrder.ascending(LEFT_TIME, LEFT.size()) : null);
            right = new Index(2, RIGHT, setup.rightKeys, bounded ? RowOrder.ascending(RIGHT_TIME, RIGHT.size()) : null);
            Refusals refusals = (code, detail, row) -> refused.add(Arrays.toString(row));
            join = new Join(setup.kind, left, right, setup.on, refusals, out);
        }

        void push(Delta delta) {
            (delta.left ? join.left() : join.right()).push(delta.row, delta.weight);
        }

        Subject rebuilt(long watermark) {
            Subject copy = new Subject(setup, out, log, refused);
            log.restore(copy.left, copy.right);
            copy.join.resume(watermark);
            return copy;
        }
    }

    private record Delta(boolean left, Object[] row, long weight) {}

    @ParameterizedTest
    @EnumSource
    void byKeys(JoinKind kind) {
        run(kind, false, false);
    }

    @ParameterizedTest
    @EnumSource
    void byKeysAndCondition(JoinKind kind) {
        run(kind, true, false);
    }

    @ParameterizedTest
    @EnumSource
    void byKeysInTime(JoinKind kind) {
        run(kind, false, true);
    }

    @ParameterizedTest
    @EnumSource
    void byKeysInTimeAndCondition(JoinKind kind) {
        run(kind, true, true);
    }

    private static void run(JoinKind kind, boolean residual, boolean bounded) {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            Setup setup = Setup.random(kind, residual, bounded, random);
            boolean appendOnly = random.nextInt(3) == 0;
            boolean neverTakesBack = appendOnly && (bounded || kind == JoinKind.INNER || kind == JoinKind.SEMI);
            String name = "seed %d, trial %d, %s".formatted(SEED, trial, setup);
            List<Object[]> lefts = new ArrayList<>();
            List<Object[]> rights = new ArrayList<>();
            Subject subject = new Subject(setup, new Deltas(), new KeptLog(), new ArrayList<>());
            long watermark = Step.NO_WATERMARK;
            int changes = 2 + random.nextInt(random.nextInt(4) == 0 ? 60 : 12);
            for (int epoch = 0; epoch < 15; epoch++) {
                epoch(random, watermark, appendOnly ? -changes : changes, lefts, rights)
                        .forEach(subject::push);
                if (random.nextInt(3) > 0) {
                    watermark = Math.max(0, watermark) + random.nextInt(12);
                }
                int pushed = subject.out.order.size();
                subject.join.flush(watermark);
                List<String> flushed = subject.out.order.subList(pushed, subject.out.order.size());
                assertThat(flushed).as(name).doesNotHaveDuplicates();
                assertThat(flushed.stream().map(row -> row.substring(1)))
                        .as(name)
                        .doesNotHaveDuplicates();
                if (neverTakesBack) {
                    assertThat(subject.out.order.stream().anyMatch(row -> row.startsWith("-")))
                            .as(name)
                            .isFalse();
                }
                assertThat(subject.out.weights()).as(name).isEqualTo(joined(setup, lefts, rights, watermark));
                assertThat(subject.left.entries()).as(name).isEqualTo(kept(setup, true, lefts, watermark));
                assertThat(subject.right.entries()).as(name).isEqualTo(kept(setup, false, rights, watermark));
                if (random.nextInt(3) > 0) {
                    subject.log.take(subject.left, subject.right);
                    assertThat(subject.log.idleTombstones).as(name).isZero();
                    subject = random.nextInt(3) == 0 ? subject.rebuilt(watermark) : subject;
                }
            }
        }
    }

    /**
     * Deltas of an epoch in an order of chance, so that a row may go before it comes.
     *
     * @param changes fewer than so many; negative where no row goes
     */
    private static List<Delta> epoch(
            Random random, long watermark, int changes, List<Object[]> lefts, List<Object[]> rights) {
        List<Delta> deltas = new ArrayList<>();
        for (int i = random.nextInt(Math.abs(changes)); i > 0; i--) {
            boolean left = random.nextInt(5) < 3;
            List<Object[]> rows = left ? lefts : rights;
            Object[] known = rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
            boolean mayChange = known != null && !isLate(known[left ? LEFT_TIME : RIGHT_TIME], watermark);
            Object[] row = mayChange && random.nextInt(4) == 0 ? known : row(random, left, watermark);
            if (changes > 0 && mayChange && random.nextInt(5) < 2) {
                rows.remove(known);
                deltas.add(new Delta(left, known, -1));
            } else if (changes > 0 && random.nextInt(6) == 0) {
                deltas.add(new Delta(left, row, 2));
                deltas.add(new Delta(left, row.clone(), -2));
            } else {
                int weight = random.nextInt(8) == 0 ? 3 : 1;
                rows.addAll(Collections.nCopies(weight, row));
                deltas.add(new Delta(left, row, weight));
            }
        }
        Collections.shuffle(deltas, random);
        return deltas;
    }

    private static boolean isLate(Object time, long watermark) {
        return time != null && (Long) time < watermark;
    }

    private static Object[] row(Random random, boolean left, long watermark) {
        String key = random.nextInt(8) == 0 ? null : "k" + random.nextInt(3);
        Double number = random.nextInt(8) == 0 ? null : List.of(0.0, -0.0, 1.5).get(random.nextInt(3));
        Long time = random.nextInt(8) == 0 ? null : (Long) (Math.max(0, watermark) + random.nextInt(40));
        Long value = random.nextInt(8) == 0 ? null : (Long) (long) random.nextInt(8);
        return left ? new Object[] {key, number, time, value} : new Object[] {value, key, number, time};
    }

    private static Map<List<Object>, Long> joined(
            Setup setup, List<Object[]> lefts, List<Object[]> rights, long watermark) {
        Map<List<Object>, Long> wanted = new HashMap<>();
        for (Object[] left : lefts) {
            long partners = 0;
            for (Object[] right : rights) {
                if (setup.partners(left, right)) {
                    partners++;
                    if (setup.kind != JoinKind.SEMI && setup.kind != JoinKind.ANTI) {
                        wanted.merge(Arrays.asList(pair(left, right)), 1L, Long::sum);
                    }
                }
            }
            boolean alone = partners == 0 && setup.isSettled(true, left, watermark);
            switch (setup.kind) {
                case LEFT, FULL -> {
                    if (alone) {
                        wanted.merge(Arrays.asList(pair(left, null)), 1L, Long::sum);
                    }
                }
                case ANTI, SEMI -> {
                    if (setup.kind == JoinKind.SEMI ? partners > 0 : alone) {
                        wanted.merge(Arrays.asList(left), 1L, Long::sum);
                    }
                }
                case INNER, RIGHT -> {}
            }
        }
        if (setup.kind == JoinKind.RIGHT || setup.kind == JoinKind.FULL) {
            for (Object[] right : rights) {
                if (lefts.stream().noneMatch(left -> setup.partners(left, right))
                        && setup.isSettled(false, right, watermark)) {
                    wanted.merge(Arrays.asList(pair(null, right)), 1L, Long::sum);
                }
            }
        }
        return wanted;
    }

    /** Distinct rows that may still get a partner. */
    private static long kept(Setup setup, boolean left, List<Object[]> rows, long watermark) {
        int[] keys = left ? setup.leftKeys : setup.rightKeys;
        HashSet<List<Object>> kept = new HashSet<>();
        for (Object[] row : rows) {
            boolean mayMatch = Arrays.stream(keys).allMatch(key -> row[key] != null);
            boolean done = mayMatch && setup.on.bounds() != null && setup.isSettled(left, row, watermark);
            if (mayMatch && !done) {
                kept.add(Arrays.asList(row));
            }
        }
        return kept.size();
    }
}
