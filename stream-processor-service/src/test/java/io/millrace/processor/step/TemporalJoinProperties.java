package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random rows and versions in random epochs, none before the watermark, with nulls, ties, conditions and state rebuilt from its
 * log: always each row whose time has passed, with the version of that time, and nothing is taken back.
 */
class TemporalJoinProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = Integer.getInteger("trials", 400);
    private static final List<ValueType> LEFT =
            List.of(ValueType.of(Kind.TIMESTAMP), ValueType.of(Kind.VARCHAR), ValueType.of(Kind.BIGINT));
    private static final List<ValueType> RIGHT =
            List.of(ValueType.of(Kind.VARCHAR), ValueType.of(Kind.TIMESTAMP), ValueType.of(Kind.BIGINT));

    /** The version's number is not a multiple of three; 7 has no value. */
    private static Object[] condition(Object[] pair) {
        if (!(pair[5] instanceof Long number)) {
            return null;
        }
        if (number == 7) {
            throw new EvaluationException("DIVISION_BY_ZERO", "1 / 0", new ArithmeticException());
        }
        return number % 3 == 0 ? null : pair;
    }

    private static final class Subject {
        final TemporalJoin.Times times;
        final TemporalJoin.On on;
        final Deltas out;
        final KeptLog log;
        final List<String> refused = new ArrayList<>();
        final Index left = new Index(1, LEFT, new int[] {});
        final Index right = new Index(2, RIGHT, new int[] {0}, RowOrder.ascending(1, RIGHT.size()));
        final TemporalJoin join;

        Subject(TemporalJoin.Times times, TemporalJoin.On on, Deltas out, KeptLog log) {
            this.times = times;
            this.on = on;
            this.out = out;
            this.log = log;
            join = new TemporalJoin(
                    new TemporalJoin.Inputs(left, new int[] {1}, right),
                    times,
                    on,
                    (code, detail, row) -> refused.add(Arrays.toString(row)),
                    out);
        }

        Subject rebuilt(long watermark) {
            Subject copy = new Subject(times, on, out, log);
            log.restore(copy.left, copy.right);
            copy.join.resume(watermark);
            return copy;
        }
    }

    @Test
    void equalsLookingUpEachRowInAllVersions() {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            TemporalJoin.Times times = new TemporalJoin.Times(
                    0, 1, random.nextInt(3) == 0 ? random.nextInt(15) : 0, random.nextInt(3) == 0 ? 12 : -1);
            TemporalJoin.On on = new TemporalJoin.On(
                    random.nextBoolean(), random.nextBoolean() ? TemporalJoinProperties::condition : null);
            run(
                    random,
                    new Subject(times, on, new Deltas(), new KeptLog()),
                    "seed %d, trial %d, %s %s".formatted(SEED, trial, times, on));
        }
    }

    private static void run(Random random, Subject first, String name) {
        Subject subject = first;
        List<Object[]> lefts = new ArrayList<>();
        List<Object[]> versions = new ArrayList<>();
        long watermark = Step.NO_WATERMARK;
        int changes = 2 + random.nextInt(random.nextInt(4) == 0 ? 60 : 8);
        for (int epoch = 0; epoch < 15; epoch++) {
            long complete = Math.max(0, watermark);
            for (int i = random.nextInt(changes); i > 0; i--) {
                if (random.nextBoolean()) {
                    Object[] row = left(random, complete - subject.times.leftDelayMs());
                    lefts.add(row);
                    subject.join.left().push(row, 1);
                } else {
                    Object[] row = version(random, complete);
                    versions.add(row);
                    subject.join.right().push(row, 1);
                }
            }
            watermark = random.nextInt(3) > 0 ? complete + random.nextInt(12) : watermark;
            subject.join.flush(watermark);
            assertThat(subject.out.order.stream().noneMatch(row -> row.startsWith("-")))
                    .as(name)
                    .isTrue();
            assertThat(subject.out.weights()).as(name).isEqualTo(joined(subject, lefts, versions, watermark));
            assertThat(subject.left.entries()).as(name).isEqualTo(waiting(lefts, watermark));
            assertThat(subject.right.entries()).as(name).isEqualTo(kept(subject, versions, watermark));
            if (random.nextInt(3) > 0) {
                subject.log.take(subject.left, subject.right);
                assertThat(subject.log.idleTombstones).as(name).isZero();
                subject = random.nextInt(3) == 0 ? subject.rebuilt(watermark) : subject;
            }
        }
    }

    private static String key(Random random) {
        return random.nextInt(8) == 0 ? null : "k" + random.nextInt(3);
    }

    private static Object[] left(Random random, long from) {
        return new Object[] {
            random.nextInt(10) == 0 ? null : (Long) (from + random.nextInt(25)), key(random), (long) random.nextInt(3)
        };
    }

    private static Object[] version(Random random, long from) {
        return new Object[] {
            key(random), random.nextInt(10) == 0 ? null : (Long) (from + random.nextInt(25)), (long) random.nextInt(9)
        };
    }

    private static boolean passed(Object[] row, long watermark) {
        return row[0] == null || row[1] == null || (Long) row[0] < watermark;
    }

    private static long waiting(List<Object[]> lefts, long watermark) {
        return lefts.stream()
                .filter(row -> !passed(row, watermark))
                .map(Arrays::asList)
                .distinct()
                .count();
    }

    private static Map<List<Object>, Long> joined(
            Subject subject, List<Object[]> lefts, List<Object[]> versions, long watermark) {
        Map<List<Object>, Long> joined = new HashMap<>();
        for (Object[] row : lefts) {
            if (passed(row, watermark)) {
                Object[] partner = row[0] == null ? null : partner(subject, row, versions);
                if (partner != null || subject.on.outer()) {
                    List<Object> pair = new ArrayList<>(Arrays.asList(row));
                    pair.addAll(partner == null ? Arrays.asList(null, null, null) : Arrays.asList(partner));
                    joined.merge(pair, 1L, Long::sum);
                }
            }
        }
        return joined;
    }

    private static Object[] partner(Subject subject, Object[] row, List<Object[]> versions) {
        long time = (Long) row[0];
        Object[] valid = null;
        for (Object[] version : versions) {
            boolean same = version[0] != null && version[0].equals(row[1]);
            if (same && version[1] instanceof Long from && from <= time && (valid == null || from >= (Long) valid[1])) {
                valid = version;
            }
        }
        boolean stale =
                valid != null && subject.times.validMs() >= 0 && (Long) valid[1] + subject.times.validMs() <= time;
        return valid == null || stale || !holds(subject, row, valid) ? null : valid;
    }

    private static boolean holds(Subject subject, Object[] row, Object[] version) {
        Object[] pair = {row[0], row[1], row[2], version[0], version[1], version[2]};
        try {
            return subject.on.condition() == null || subject.on.condition().apply(pair) != null;
        } catch (EvaluationException e) {
            return false;
        }
    }

    /** Versions of different times of a key, from the one on that is valid for the first row that may still come. */
    private static long kept(Subject subject, List<Object[]> versions, long watermark) {
        long complete = watermark == Step.NO_WATERMARK ? Long.MIN_VALUE : watermark - subject.times.leftDelayMs();
        Map<List<Object>, Long> times = new HashMap<>();
        Map<Object, Long> valid = new HashMap<>();
        for (Object[] version : versions) {
            if (version[0] != null && version[1] instanceof Long from) {
                times.put(List.of(version[0], from), from);
                if (from <= complete) {
                    valid.merge(version[0], from, Math::max);
                }
            }
        }
        long oldest = subject.times.validMs() < 0 || watermark == Step.NO_WATERMARK
                ? Long.MIN_VALUE
                : complete - subject.times.validMs() + 1;
        return times.entrySet().stream()
                .filter(entry -> entry.getValue()
                        >= Math.max(oldest, valid.getOrDefault(entry.getKey().getFirst(), Long.MIN_VALUE)))
                .count();
    }

    @Test
    void ofVersionsOfOneTimeTheLastCounts() {
        Subject subject = new Subject(
                new TemporalJoin.Times(0, 1, 0, -1), new TemporalJoin.On(false, null), new Deltas(), new KeptLog());
        subject.join.right().push(new Object[] {"k", 5L, 1L}, 1);
        subject.join.left().push(new Object[] {5L, "k", 0L}, 1);
        subject.join.flush(5);
        assertThat(subject.out.order).isEmpty();
        subject.join.right().push(new Object[] {"k", 5L, 2L}, 1);
        subject.join.flush(6);
        assertThat(subject.out.order).containsExactly("+[5, k, 0, k, 5, 2]");
    }

    @Test
    void takesNoRowBack() {
        Subject subject = new Subject(
                new TemporalJoin.Times(0, 1, 0, -1), new TemporalJoin.On(false, null), new Deltas(), new KeptLog());
        Object[] row = {5L, "k", 0L};
        assertThatThrownBy(() -> subject.join.left().push(row, -1)).hasMessageContaining("taken back");
        assertThatThrownBy(() -> subject.join.push(row, 1)).hasMessageContaining("left() and right()");
    }
}
