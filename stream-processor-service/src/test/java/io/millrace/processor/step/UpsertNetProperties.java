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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keyed rows that are replaced, with deltas in random order: the view is always what is there, and every change is one. */
class UpsertNetProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = Integer.getInteger("trials", 500);
    private static final int VISIBLE = 2;
    private static final int TIME = 2;
    private static final long RETENTION = 20;
    private static final int[] KEY = {0};

    /** The view as a reader sees it. A change that changes nothing is an error, and so are two of a key in one epoch. */
    private static final class View implements Upsert.Changes {
        final Map<Object, List<Object>> rows = new HashMap<>();
        final Set<Object> changed = new HashSet<>();

        @Override
        public void put(Object[] row) {
            List<Object> visible = Arrays.asList(row).subList(0, VISIBLE);
            assertThat(rows.put(row[0], visible)).isNotEqualTo(visible);
            assertThat(changed.add(row[0])).isTrue();
        }

        @Override
        public void remove(Object[] row) {
            assertThat(rows.remove(row[0])).as("row of %s", row[0]).isNotNull();
            assertThat(changed.add(row[0])).isTrue();
        }
    }

    private record Delta(Object[] row, long weight) {}

    @Test
    void viewIsWhatIsThere() {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            View view = new View();
            UpsertNet upsert = new UpsertNet(KEY, VISIBLE, view);
            Map<Object, Object[]> rows = new HashMap<>();
            for (int epoch = 0; epoch < 20; epoch++) {
                epoch(random, rows, 0).forEach(delta -> upsert.push(delta.row, delta.weight));
                assertThat(view.changed).isEmpty();
                upsert.flush(Step.NO_WATERMARK);
                view.changed.clear();
                assertThat(view.rows).as("seed %d, trial %d", SEED, trial).isEqualTo(visible(rows, Long.MIN_VALUE));
            }
        }
    }

    @Test
    void viewIsWhatIsThereAndNotPastItsRetention() {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            View view = new View();
            KeptLog log = new KeptLog();
            Groups groups = groups();
            UpsertNet upsert = new UpsertNet(KEY, VISIBLE, view);
            ExpireNet expire = new ExpireNet(TIME, KEY, RETENTION, 3, groups, upsert);
            Map<Object, Object[]> rows = new HashMap<>();
            long watermark = Step.NO_WATERMARK;
            for (int epoch = 0; epoch < 30; epoch++) {
                for (Delta delta : epoch(random, rows, Math.max(0, watermark) - 10)) {
                    expire.push(delta.row, delta.weight);
                }
                if (random.nextInt(3) > 0) {
                    watermark = Math.max(0, watermark) + random.nextInt(12);
                }
                expire.flush(watermark);
                upsert.flush(watermark);
                view.changed.clear();
                long due = watermark == Step.NO_WATERMARK ? Long.MIN_VALUE : watermark - RETENTION;
                assertThat(view.rows).as("seed %d, trial %d", SEED, trial).isEqualTo(visible(rows, due));
                assertThat(groups.entries())
                        .as("seed %d, trial %d", SEED, trial)
                        .isEqualTo(rows.values().stream()
                                .filter(row -> row[TIME] != null && (Long) row[TIME] > due)
                                .count());
                if (random.nextInt(3) == 0) {
                    log.take(groups);
                    groups = groups();
                    log.restore(groups);
                    expire = new ExpireNet(TIME, KEY, RETENTION, 3, groups, upsert);
                    expire.resume(watermark);
                }
            }
        }
    }

    private static Groups groups() {
        return new Groups(1, List.of(ValueType.of(Kind.VARCHAR)), Accumulators.lastTime(TIME));
    }

    /** What replaces rows of some keys, through rows that come and go within the epoch. */
    private static List<Delta> epoch(Random random, Map<Object, Object[]> rows, long from) {
        List<Delta> deltas = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String key = random.nextInt(6) == 0 ? null : "k" + random.nextInt(4);
            Object[] before = rows.get(key);
            Object[] after = random.nextInt(3) == 0 ? null : row(random, key, from);
            for (int transients = random.nextInt(3); transients > 0; transients--) {
                Object[] passing = row(random, key, from);
                deltas.add(new Delta(passing, 1));
                deltas.add(new Delta(passing.clone(), -1));
            }
            if (before != null) {
                deltas.add(new Delta(before, -1));
                rows.remove(key);
            }
            if (after != null) {
                deltas.add(new Delta(after, 1));
                rows.put(key, after);
            }
        }
        Collections.shuffle(deltas, random);
        return deltas;
    }

    private static Object[] row(Random random, String key, long from) {
        Long time = random.nextInt(8) == 0 ? null : (Long) (from + random.nextInt(30));
        return new Object[] {key, (long) random.nextInt(3), time};
    }

    private static Map<Object, List<Object>> visible(Map<Object, Object[]> rows, long due) {
        Map<Object, List<Object>> visible = new HashMap<>();
        rows.forEach((key, row) -> {
            if (row[TIME] == null || (Long) row[TIME] > due) {
                visible.put(key, Arrays.asList(row).subList(0, VISIBLE));
            }
        });
        return visible;
    }
}
