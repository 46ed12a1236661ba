package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.ValueType.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random rows in random epochs, with state rebuilt from its log: always the last row of each key. */
class LatestProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = Integer.getInteger("trials", 300);
    private static final List<ValueType> TYPES =
            List.of(ValueType.of(Kind.VARCHAR), ValueType.of(Kind.TIMESTAMP), ValueType.of(Kind.DOUBLE));

    private static Latest latest(Index index, long retentionMs, Deltas out) {
        return new Latest(index, retentionMs < 0 ? -1 : 1, retentionMs, out);
    }

    private static Index index() {
        return new Index(1, TYPES, new int[] {0});
    }

    @Test
    void keepsTheLastRowOfEachKey() {
        for (int trial = 0; trial < TRIALS; trial++) {
            run(new Random(SEED + trial), -1, "seed %d, trial %d".formatted(SEED, trial));
        }
    }

    @Test
    void letsRowsGoByTheirRetention() {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            run(random, 1 + random.nextInt(20), "retained, seed %d, trial %d".formatted(SEED, trial));
        }
    }

    private static void run(Random random, long retentionMs, String name) {
        Deltas out = new Deltas();
        KeptLog log = new KeptLog();
        Index index = index();
        Latest latest = latest(index, retentionMs, out);
        Map<String, Object[]> last = new HashMap<>();
        long watermark = Step.NO_WATERMARK;
        int changes = 2 + random.nextInt(random.nextInt(4) == 0 ? 60 : 10);
        for (int epoch = 0; epoch < 15; epoch++) {
            for (int i = random.nextInt(changes); i > 0; i--) {
                Object[] row = row(random, Math.max(0, watermark));
                last.put((String) row[0], row);
                latest.push(row, 1);
            }
            int pushed = out.order.size();
            watermark = random.nextInt(3) > 0 ? Math.max(0, watermark) + random.nextInt(8) : watermark;
            latest.flush(watermark);
            if (retentionMs < 0) {
                assertThat(out.order.subList(pushed, out.order.size()).stream().map(row -> row.substring(1)))
                        .as(name)
                        .doesNotHaveDuplicates();
            }
            long due = watermark == Step.NO_WATERMARK ? Long.MIN_VALUE : watermark - retentionMs;
            if (retentionMs >= 0) {
                last.values().removeIf(row -> row[1] instanceof Long time && time <= due);
            }
            assertThat(out.weights()).as(name).isEqualTo(wanted(last));
            assertThat(index.entries()).as(name).isEqualTo(last.size());
            if (random.nextInt(3) > 0) {
                log.take(index);
                assertThat(log.idleTombstones).as(name).isZero();
                if (random.nextInt(3) == 0) {
                    index = index();
                    log.restore(index);
                    assertThat(index.entries()).as(name).isEqualTo(last.size());
                    latest = latest(index, retentionMs, out);
                    latest.resume(watermark);
                }
            }
        }
    }

    private static Object[] row(Random random, long watermark) {
        return new Object[] {
            "k" + random.nextInt(4),
            random.nextInt(8) == 0 ? null : (Long) (watermark + random.nextInt(30) - 15),
            random.nextInt(6) == 0 ? null : List.of(0.0, -0.0, 1.5).get(random.nextInt(3))
        };
    }

    private static Map<List<Object>, Long> wanted(Map<String, Object[]> last) {
        Map<List<Object>, Long> wanted = new HashMap<>();
        last.values().forEach(row -> wanted.put(Arrays.asList(row), 1L));
        return wanted;
    }

    @Test
    void overtakenRowsLeaveNoTrace() {
        Deltas out = new Deltas();
        Index index = index();
        Latest latest = latest(index, -1, out);
        latest.push(new Object[] {"a", 1L, 1.0}, 1);
        latest.flush(Step.NO_WATERMARK);
        for (long time = 2; time < 100; time++) {
            latest.push(new Object[] {"a", time, 1.0}, 1);
            assertThat(index.entries()).isLessThanOrEqualTo(2);
        }
        latest.flush(Step.NO_WATERMARK);
        latest.push(new Object[] {"a", 1L, 1.0}, 1);
        latest.push(new Object[] {"a", 99L, 1.0}, 1);
        latest.flush(Step.NO_WATERMARK);
        assertThat(out.order).containsExactlyInAnyOrder("+[a, 1, 1.0]", "-[a, 1, 1.0]", "+[a, 99, 1.0]");
    }

    @Test
    void takesNoRowBack() {
        Latest latest = latest(index(), -1, new Deltas());
        assertThatThrownBy(() -> latest.push(new Object[] {"a", 1L, 1.0}, -1)).hasMessageContaining("taken back");
    }
}
