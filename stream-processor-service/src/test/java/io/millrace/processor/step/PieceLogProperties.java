package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random changes and restores from a log of which compaction has left any part: always the same rows, and never a log without end. */
class PieceLogProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TAG = 3;
    private static final List<ValueType> TYPES = List.of(ValueType.of(Kind.BIGINT), ValueType.of(Kind.BIGINT));
    /** Of a row, its weight and its partners, at most. */
    private static final int ITEM_BYTES = 12;

    private static Index index() {
        return new Index(TAG, TYPES, new int[] {0});
    }

    private static void add(Index index, Map<List<Object>, Long> wanted, Object[] row, long weight) {
        Entry entry = index.at(row);
        index.touch(entry);
        index.add(entry, weight);
        wanted.merge(Arrays.asList(row), weight, (a, b) -> a + b == 0 ? null : (Long) (a + b));
    }

    private static Map<List<Object>, Long> weights(Index index) {
        Map<List<Object>, Long> weights = new HashMap<>();
        index.forEach(entry -> weights.put(Arrays.asList(entry.row), entry.weight));
        return weights;
    }

    @Test
    void isWhatItsLogSays() {
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(SEED + trial);
            int keys = 1 + random.nextInt(random.nextInt(3) == 0 ? 2_000 : 40);
            int changes = 1 + random.nextInt(random.nextInt(4) == 0 ? 1_000 : 12);
            Map<List<Object>, Long> wanted = new HashMap<>();
            KeptLog log = new KeptLog();
            Index index = index();
            for (int epoch = 0; epoch < 60; epoch++) {
                boolean shrinks = random.nextInt(5) == 0;
                for (int i = random.nextInt(changes); i > 0; i--) {
                    Object[] row = {(long) random.nextInt(keys), (long) random.nextInt(2)};
                    Long weight = wanted.get(Arrays.asList(row));
                    add(index, wanted, row, weight == null || !shrinks && random.nextInt(3) == 0 ? 1 : -weight);
                }
                index.settle();
                log.take(index);
                assertThat(log.idleTombstones).isZero();
                assertThat(log.bytes())
                        .isLessThanOrEqualTo(
                                ITEM_BYTES * (2L * index.entries() + 2L * changes + 2 * wanted.size() + 32));
                assertThat(log.size()).isLessThanOrEqualTo(wanted.size() / 16 + 16);
                if (random.nextInt(6) == 0) {
                    index = index();
                    log.restore(index);
                }
                assertThat(weights(index)).as("seed %d, trial %d", SEED, trial).isEqualTo(wanted);
            }
        }
    }

    @Test
    void takesOverWhatAnEarlierReleaseLoggedRowByRow() {
        Index index = index();
        RowCodec codec = new RowCodec(TYPES);
        for (long number = 0; number < 3; number++) {
            RowWriter key = new RowWriter(16);
            codec.write(new Object[] {number, 0L}, key);
            index.restore(new RowReader(key.toByteArray()), new RowReader(new byte[] {2}));
        }
        Map<List<Object>, Long> wanted = weights(index);
        add(index, wanted, new Object[] {0L, 0L}, 4);
        add(index, wanted, new Object[] {1L, 0L}, -1);
        index.settle();
        List<String> logged = new ArrayList<>();
        index.logTo((key, value) -> logged.add(HexFormat.of().formatHex(key.toByteArray()) + "="
                + (value == null ? "" : HexFormat.of().formatHex(value.toByteArray()))));
        assertThat(logged).containsExactly("03000000=", "03000200=", "8300=0000000a00");
    }

    @Test
    void oneLargePieceForManyRows() {
        Index index = index();
        Map<List<Object>, Long> wanted = new HashMap<>();
        for (long number = 0; number < 20_000; number++) {
            add(index, wanted, new Object[] {number, 0L}, 1);
        }
        index.settle();
        List<Integer> sizes = new ArrayList<>();
        index.logTo((key, value) -> sizes.add(value.size()));
        assertThat(sizes).hasSizeBetween(3, 5).allMatch(size -> size <= PieceLog.PIECE_BYTES);
    }
}
