package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpsertInOrderTests {
    private static final int ROWS = 100;

    private final List<String> changes = new ArrayList<>();
    private final Map<Object, Object> shown = new HashMap<>();
    private final UpsertInOrder upsert = new UpsertInOrder(new int[] {0}, 2, new Upsert.Changes() {
        @Override
        public void put(@Nullable Object[] row) {
            changes.add("put " + row[0]);
            shown.put(row[0], row[1]);
        }

        @Override
        public void remove(@Nullable Object[] row) {
            changes.add("remove " + row[0]);
            shown.remove(row[0]);
        }
    });
    private long next;

    /** Pushes the rows of one epoch, whose keys are the first {@code keys} numbers in turn. */
    private void push(int keys) {
        for (int i = 0; i < ROWS; i++) {
            upsert.push(new Object[] {(long) (i % keys), next++}, 1);
        }
    }

    private void epoch(int keys) {
        push(keys);
        upsert.flush(Step.NO_WATERMARK);
    }

    @Test
    void rowsGoOnAtOnceWhereKeysDoNotComeAgain() {
        epoch(ROWS);
        changes.clear();
        push(ROWS);
        assertThat(changes).hasSize(ROWS).startsWith("put 0", "put 1");
    }

    @Test
    void rowsAreHeldWhereKeysComeAgain() {
        epoch(10);
        changes.clear();
        push(10);
        assertThat(changes).isEmpty();
        upsert.flush(Step.NO_WATERMARK);
        assertThat(changes).hasSize(10);
    }

    @Test
    void oneEpochOfSeveralIsHeldToSeeWhetherKeysComeAgain() {
        epoch(ROWS);
        for (int i = 0; i < UpsertInOrder.EPOCHS_PER_LOOK; i++) {
            changes.clear();
            epoch(10);
            assertThat(changes).hasSize(ROWS);
        }
        changes.clear();
        epoch(10);
        assertThat(changes).hasSize(10);
        epoch(ROWS);
        changes.clear();
        push(10);
        assertThat(changes).hasSize(ROWS);
    }

    @Test
    void aRowThatReplacesAnotherIsOneChange() {
        epoch(ROWS);
        changes.clear();
        upsert.push(new Object[] {1L, 5L}, -1);
        upsert.push(new Object[] {1L, 6L}, 1);
        upsert.push(new Object[] {2L, 5L}, -1);
        upsert.push(new Object[] {2L, 5L}, 1);
        upsert.push(new Object[] {3L, 5L}, -1);
        upsert.push(new Object[] {4L, 5L}, -1);
        upsert.push(new Object[] {5L, 5L}, 1);
        assertThat(changes).containsExactly("put 1", "remove 3", "remove 4", "put 5");
        upsert.push(new Object[] {6L, 5L}, -1);
        upsert.flush(Step.NO_WATERMARK);
        assertThat(changes).endsWith("put 5", "remove 6");
    }

    @Test
    void whateverIsHeldTheLastRowOfEachKeyIsShown() {
        Random random = new Random(7);
        Map<Object, Object> expected = new HashMap<>();
        for (int epoch = 0; epoch < 500; epoch++) {
            int keys = random.nextBoolean() ? 5 : 10_000;
            for (int i = random.nextInt(50); i > 0; i--) {
                long key = random.nextInt(keys);
                if (random.nextInt(10) == 0) {
                    upsert.push(new Object[] {key, null}, -1);
                    expected.remove(key);
                } else {
                    upsert.push(new Object[] {key, next}, 1);
                    expected.put(key, next++);
                }
            }
            upsert.flush(Step.NO_WATERMARK);
            assertThat(shown).isEqualTo(expected);
        }
    }
}
