package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random rows in random order and epochs, with state rebuilt from its log: always the sessions of all rows at once. */
class SessionProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final long GAP = 10;
    private static final int TIME = 1;
    private static final int[] PARTITION = {0, 2};
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final ValueType TIMESTAMP = ValueType.of(Kind.TIMESTAMP);
    private static final List<ValueType> TYPES = List.of(VARCHAR, TIMESTAMP, ValueType.of(Kind.DOUBLE), BIGINT);

    /** A session step with its state and the log of it. */
    private static final class Subject {
        final Step out;
        final Sessions sessions = new Sessions(7, TYPES, PARTITION, TIME, GAP);
        final Session session;
        final KeptLog log;

        Subject(Step out, KeptLog log) {
            this.out = out;
            this.log = log;
            session = new Session(sessions, out);
        }

        void flush(long watermark) {
            session.flush(watermark);
            log.take(sessions);
            assertThat(log.idleTombstones).isZero();
        }

        Subject rebuilt(long watermark) {
            Subject copy = new Subject(out, log);
            log.restore(copy.sessions);
            copy.session.resume(watermark);
            return copy;
        }
    }

    /** Rows with the bounds of their sessions. */
    private static Map<List<Object>, Long> expected(List<Object[]> rows) {
        Map<List<Object>, List<Object[]>> partitions = new HashMap<>();
        for (Object[] row : rows) {
            if (row[TIME] != null) {
                Object number = row[2] instanceof Double d ? (Object) (d + 0.0) : null;
                partitions
                        .computeIfAbsent(Arrays.asList(row[0], number), absent -> new ArrayList<>())
                        .add(row);
            }
        }
        Map<List<Object>, Long> wanted = new HashMap<>();
        partitions.values().forEach(partition -> {
            partition.sort(Comparator.comparing(row -> (Long) row[TIME]));
            int from = 0;
            for (int i = 1; i <= partition.size(); i++) {
                long last = (Long) partition.get(i - 1)[TIME];
                if (i == partition.size() || (Long) partition.get(i)[TIME] - last > GAP) {
                    for (Object[] row : partition.subList(from, i)) {
                        List<Object> bounded = new ArrayList<>(Arrays.asList(row));
                        bounded.add(partition.get(from)[TIME]);
                        bounded.add(last + GAP);
                        wanted.merge(bounded, 1L, Long::sum);
                    }
                    from = i;
                }
            }
        });
        return wanted;
    }

    private static Object[] row(Random random, long watermark, int spread) {
        long from = watermark == Step.NO_WATERMARK ? -100 : watermark;
        return new Object[] {
            random.nextInt(6) == 0 ? null : "p" + random.nextInt(2),
            random.nextInt(15) == 0 ? null : (Long) (from + random.nextInt(spread)),
            random.nextInt(3) == 0 ? null : (Double) (random.nextBoolean() ? 0.0 : -0.0),
            (long) random.nextInt(2)
        };
    }

    private static long advanced(Random random, long watermark) {
        if (watermark == Step.NO_WATERMARK) {
            return random.nextInt(3) == 0 ? random.nextInt(100) - 100 : watermark;
        }
        return random.nextInt(3) == 0 ? watermark : watermark + random.nextInt(random.nextInt(4) == 0 ? 60 : 12);
    }

    @Test
    void equalsTheSessionsOfAllRows() {
        for (int trial = 0; trial < 600; trial++) {
            Random random = new Random(SEED + trial);
            int spread = 1 + random.nextInt(120);
            Deltas out = new Deltas();
            Subject subject = new Subject(out, new KeptLog());
            List<Object[]> rows = new ArrayList<>();
            long watermark = Step.NO_WATERMARK;
            for (int epoch = 0; epoch < 25; epoch++) {
                for (int i = random.nextInt(10); i > 0; i--) {
                    Object[] row = row(random, watermark, spread);
                    int times = random.nextInt(10) == 0 ? 3 : 1;
                    rows.addAll(Collections.nCopies(times, row));
                    subject.session.push(row, times);
                }
                watermark = advanced(random, watermark);
                subject.flush(watermark);
                assertThat(out.weights())
                        .as("seed %d, trial %d, epoch %d", SEED, trial, epoch)
                        .isEqualTo(expected(rows));
                long entries = subject.sessions.entries();
                if (random.nextInt(5) == 0) {
                    subject = subject.rebuilt(watermark);
                }
                assertThat(subject.sessions.entries()).isEqualTo(entries);
            }
            subject.flush(Long.MAX_VALUE);
            assertThat(subject.sessions.entries()).isZero();
            assertThat(subject.sessions.partitions()).isZero();
            assertThat(subject.log.size()).isZero();
        }
    }

    @Test
    void finalSessionsAreAggregatedOnce() {
        List<AggregateCall> calls = List.of(
                new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT),
                new AggregateCall(Function.MAX, 3, BIGINT, BIGINT),
                new AggregateCall(Function.COUNT, 3, BIGINT, BIGINT, true));
        AggregateSubject.Setup setup = new AggregateSubject.Setup(
                new int[] {0, 2, 4, 5},
                List.of(VARCHAR, ValueType.of(Kind.DOUBLE), TIMESTAMP, TIMESTAMP),
                calls,
                false,
                new WindowBounds(3, -1, true, true));
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(SEED + trial);
            AggregateSubject aggregate = new AggregateSubject(setup);
            Subject subject = new Subject(aggregate.aggregate, new KeptLog());
            List<Object[]> rows = new ArrayList<>();
            long watermark = Step.NO_WATERMARK;
            for (int epoch = 0; epoch < 25; epoch++) {
                for (int i = random.nextInt(6); i > 0; i--) {
                    Object[] row = row(random, watermark, 40);
                    rows.add(row);
                    subject.session.push(row, 1);
                }
                watermark = advanced(random, watermark);
                subject.flush(watermark);
                aggregate.flush(watermark);
                assertThat(aggregate.out.weights())
                        .as("seed %d, trial %d, epoch %d", SEED, trial, epoch)
                        .isEqualTo(aggregated(setup, expected(rows), watermark));
            }
            assertThat(aggregate.out.order).allMatch(delta -> delta.startsWith("+"));
            subject.flush(Long.MAX_VALUE);
            aggregate.flush(Long.MAX_VALUE);
            assertThat(aggregate.held()).isZero();
        }
    }

    private static Map<List<Object>, Long> aggregated(
            AggregateSubject.Setup setup, Map<List<Object>, Long> sessions, long watermark) {
        List<Object[]> closed = new ArrayList<>();
        sessions.forEach((row, weight) -> {
            if ((Long) row.getLast() < watermark) {
                Object[] values = row.toArray();
                values[2] = values[2] instanceof Double d ? (Object) (d + 0.0) : null;
                closed.addAll(Collections.nCopies(weight.intValue(), values));
            }
        });
        return AggregateModel.of(setup.groupColumns(), setup.calls(), closed);
    }

    @Test
    void rowsWhoseBoundsStayAreNotPutOutAgain() {
        Deltas out = new Deltas();
        Session session = new Session(new Sessions(1, List.of(TIMESTAMP, BIGINT), new int[0], 0, 10), out);
        session.push(new Object[] {0L, 1L}, 1);
        session.push(new Object[] {9L, 2L}, 1);
        session.flush(0);
        session.push(new Object[] {5L, 3L}, 1);
        session.flush(5);
        assertThat(out.order).containsExactly("+[0, 1, 0, 19]", "+[9, 2, 0, 19]", "+[5, 3, 0, 19]");
    }

    @Test
    void rowAtTheEndGrowsItsSessionUntilTheWatermarkIsBehind() {
        Deltas out = new Deltas();
        Sessions sessions = new Sessions(1, List.of(TIMESTAMP), new int[0], 0, 10);
        Session session = new Session(sessions, out);
        session.push(new Object[] {0L}, 1);
        session.flush(10);
        session.push(new Object[] {10L}, 1);
        session.flush(20);
        assertThat(out.order).containsExactly("+[0, 0, 10]", "-[0, 0, 10]", "+[0, 0, 20]", "+[10, 0, 20]");
        assertThat(sessions.entries()).isEqualTo(2);
        session.flush(21);
        assertThat(sessions.entries()).isZero();
        session.push(new Object[] {21L}, 1);
        session.flush(21);
        assertThat(out.order).last().isEqualTo("+[21, 21, 31]");
    }

    @Test
    void whatComesAndGoesWithinAnEpochIsNotLogged() {
        Sessions sessions = new Sessions(1, List.of(TIMESTAMP), new int[0], 0, 10);
        Session session = new Session(sessions, new Deltas());
        session.push(new Object[] {0L}, 1);
        session.flush(100);
        List<String> logged = new ArrayList<>();
        sessions.logTo((key, value) -> logged.add("entry"));
        assertThat(logged).isEmpty();
    }

    @Test
    void rejectsRowsThatAreTakenBack() {
        Sessions sessions = new Sessions(1, List.of(TIMESTAMP), new int[0], 0, 10);
        Session session = new Session(sessions, new Deltas());
        assertThatThrownBy(() -> session.push(new Object[] {0L}, -1)).hasMessageContaining("append-only SESSION");
        assertThatThrownBy(() -> new Sessions(1, List.of(TIMESTAMP), new int[0], 0, 0))
                .hasMessage("sessions with a gap of 0 ms");
    }
}
