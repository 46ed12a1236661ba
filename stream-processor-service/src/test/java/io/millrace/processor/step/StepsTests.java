package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepsTests {
    @Test
    void calcRefusesARowOnceAndForgetsItInSilence() {
        List<String> refused = new ArrayList<>();
        Deltas out = new Deltas();
        Calc calc = new Calc(
                row -> {
                    if ((Long) row[0] == 0) {
                        throw new EvaluationException("DIVISION_BY_ZERO", "1 / a", new ArithmeticException());
                    }
                    return (Long) row[0] < 0 ? null : new Object[] {10 / (Long) row[0]};
                },
                (code, detail, row) -> refused.add(code + ": " + detail + " " + Arrays.toString(row)),
                out);
        calc.push(new Object[] {5L}, 1);
        calc.push(new Object[] {0L}, 1);
        calc.push(new Object[] {0L}, -1);
        calc.push(new Object[] {-1L}, 1);
        assertThat(out.weights()).isEqualTo(Map.of(List.of(2L), 1L));
        assertThat(refused).containsExactly("DIVISION_BY_ZERO: 1 / a [0]");
    }

    @Test
    void tumblePutsTheWindowBehindTheRowAndCountsWhatIsLate() {
        Origin origin = new Origin();
        Deltas out = new Deltas();
        Window tumble = new Window(WindowAssigner.tumble(0, 10, 3), origin, out);
        origin.set(0, 0, false);
        tumble.push(new Object[] {12L}, 1);
        tumble.push(new Object[] {13L}, 1);
        tumble.push(new Object[] {-8L}, 1);
        tumble.push(new Object[] {null}, 1);
        origin.set(0, 1, true);
        tumble.push(new Object[] {14L}, 1);
        assertThat(out.order).containsExactly("+[12, 3, 13]", "+[13, 13, 23]", "+[-8, -17, -7]");
        assertThat(origin.takeLateRows()).isEqualTo(1);
        assertThat(origin.takeLateRows()).isZero();
    }

    @Test
    void lateRowsAreDroppedAndCounted() {
        Origin origin = new Origin();
        Deltas out = new Deltas();
        DropLate dropLate = new DropLate(origin, out);
        origin.set(0, 0, false);
        dropLate.push(new Object[] {12L}, 1);
        origin.set(0, 1, true);
        dropLate.push(new Object[] {3L}, 1);
        assertThat(out.order).containsExactly("+[12]");
        assertThat(origin.takeLateRows()).isEqualTo(1);
    }

    @Test
    void hopPutsTheRowIntoEachWindowThatContainsIt() {
        Deltas out = new Deltas();
        Window hop = new Window(WindowAssigner.hop(0, 10, 5, 3), new Origin(), out);
        hop.push(new Object[] {12L}, 1);
        hop.push(new Object[] {13L}, 2);
        hop.push(new Object[] {-8L}, -1);
        hop.push(new Object[] {null}, 1);
        assertThat(out.weights())
                .isEqualTo(Map.of(
                        List.of(12L, 8L, 18L), 1L,
                        List.of(12L, 3L, 13L), 1L,
                        List.of(13L, 13L, 23L), 2L,
                        List.of(13L, 8L, 18L), 2L,
                        List.of(-8L, -12L, -2L), -1L,
                        List.of(-8L, -17L, -7L), -1L));
    }

    @Test
    void cumulatePutsTheRowIntoEachWindowThatEndsBehindIt() {
        Deltas out = new Deltas();
        Window cumulate = new Window(WindowAssigner.cumulate(0, 15, 5, 1), new Origin(), out);
        cumulate.push(new Object[] {0L}, 1);
        cumulate.push(new Object[] {1L}, 1);
        cumulate.push(new Object[] {6L}, 1);
        assertThat(out.order)
                .containsExactly(
                        "+[0, -14, 1]", "+[1, 1, 6]", "+[1, 1, 11]", "+[1, 1, 16]", "+[6, 1, 11]", "+[6, 1, 16]");
    }

    @Test
    void windowsOfAnyKindAreThoseThatContainTheTime() {
        Random random = new Random(42);
        for (int trial = 0; trial < 2_000; trial++) {
            long step = 1 + random.nextInt(20);
            long size = step * (1 + random.nextInt(6));
            long offset = random.nextInt(60) - 30;
            long time = random.nextInt(400) - 200;
            Deltas hop = new Deltas();
            Deltas cumulate = new Deltas();
            new Window(WindowAssigner.hop(0, size, step, offset), new Origin(), hop).push(new Object[] {time}, 1);
            new Window(WindowAssigner.cumulate(0, size, step, offset), new Origin(), cumulate)
                    .push(new Object[] {time}, 1);
            Map<List<Object>, Long> hops = new java.util.HashMap<>();
            Map<List<Object>, Long> cumulated = new java.util.HashMap<>();
            for (long n = -500; n < 500; n++) {
                long start = offset + n * step;
                if (start <= time && time < start + size) {
                    hops.put(List.of(time, start, start + size), 1L);
                }
                for (long end = offset + n * size + step; end <= offset + (n + 1) * size; end += step) {
                    if (offset + n * size <= time && time < end) {
                        cumulated.put(List.of(time, offset + n * size, end), 1L);
                    }
                }
            }
            assertThat(hop.weights()).as("trial %d", trial).isEqualTo(hops);
            assertThat(cumulate.weights()).as("trial %d", trial).isEqualTo(cumulated);
        }
    }

    @Test
    void rejectsStepsThatDoNotDivideTheirWindow() {
        assertThatThrownBy(() -> new Window(WindowAssigner.hop(0, 10, 3, 0), new Origin(), new Deltas()))
                .hasMessage("windows of 10 ms in steps of 3 ms");
        assertThatThrownBy(() -> new Window(WindowAssigner.tumble(0, 0, 0), new Origin(), new Deltas()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void upsertPutsOutOneChangePerKeyAndNoneForTheSameRow() {
        List<String> changes = new ArrayList<>();
        Upsert upsert = new Upsert(new int[] {0}, 2, new Upsert.Changes() {
            @Override
            public void put(Object[] row) {
                changes.add("put " + Arrays.toString(row));
            }

            @Override
            public void remove(Object[] row) {
                changes.add("remove " + row[0]);
            }
        });
        upsert.push(new Object[] {"a", 1L, 7L}, -1);
        upsert.push(new Object[] {"a", 1L, 8L}, 1);
        upsert.push(new Object[] {"b", 1L, 0L}, 1);
        upsert.push(new Object[] {"b", 2L, 0L}, 1);
        upsert.push(new Object[] {"c", 1L, 0L}, -1);
        upsert.flush(Step.NO_WATERMARK);
        assertThat(changes).containsExactly("put [b, 2, 0]", "remove c");
        upsert.flush(Step.NO_WATERMARK);
        assertThat(changes).hasSize(2);
    }

    @Test
    void expireTakesRowsOutWhenTheirLatestTimeIsDue() {
        List<ValueType> key = List.of(ValueType.of(Kind.VARCHAR));
        Deltas out = new Deltas();
        Groups groups = new Groups(1, key, Accumulators.lastTime(1));
        Expire expire = new Expire(1, new int[] {0}, 100, 2, groups, out);
        expire.push(new Object[] {"a", 10L}, 1);
        expire.push(new Object[] {"b", 10L}, 1);
        expire.push(new Object[] {"b", 50L}, 1);
        expire.push(new Object[] {"c", null}, 1);
        expire.flush(Step.NO_WATERMARK);
        expire.flush(110);
        assertThat(out.order.subList(4, out.order.size())).containsExactly("-[a, null]");
        assertThat(groups.entries()).isEqualTo(1);
        expire.flush(150);
        assertThat(out.order).last().isEqualTo("-[b, null]");
        assertThat(groups.entries()).isZero();
    }

    @Test
    void rowsComeBackFromTheirBytes() {
        Random random = new Random(42);
        List<ValueType> types = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            types.add(ValueType.of(Kind.values()[i % Kind.values().length]));
        }
        RowCodec codec = new RowCodec(types);
        for (int trial = 0; trial < 200; trial++) {
            Object[] row =
                    types.stream().map(type -> value(type.kind(), random)).toArray();
            RowWriter out = new RowWriter(8);
            codec.write(row, out);
            assertThat(codec.read(new RowReader(out.toByteArray()))).containsExactly(row);
        }
    }

    private static Bytes bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static Object value(Kind kind, Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        return switch (kind) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER, DATE, TIME -> random.nextInt() >> random.nextInt(31);
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH ->
                random.nextLong() >> random.nextInt(63);
            case DOUBLE -> random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
            case DECIMAL -> new BigDecimal(new java.math.BigInteger(random.nextInt(120), random), random.nextInt(20));
            case VARCHAR ->
                random.ints(random.nextInt(200), 0, 0x500)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case VARBINARY -> bytes(random);
            case ROW, ARRAY, MAP ->
                Nested.of(random.ints(random.nextInt(5), 0, Kind.values().length)
                        .mapToObj(inner -> value(Kind.values()[inner], random))
                        .toArray());
        };
    }

    @Test
    void tableFindsWhatIsLeftAfterRemovals() {
        Random random = new Random(42);
        GroupTable table = new GroupTable();
        Map<Long, Group> model = new java.util.HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            Object[] key = {(long) random.nextInt(3000)};
            int hash = ((Long) key[0]).hashCode() & 0x3FF;
            Group found = table.find(key, hash);
            assertThat(found).isSameAs(model.get(key[0]));
            if (found == null) {
                Group group = new Group(key, hash, new long[0], new Object[0]);
                table.add(group);
                model.put((Long) key[0], group);
            } else if (random.nextBoolean()) {
                table.remove(found);
                model.remove(key[0]);
            }
        }
        assertThat(table.size()).isEqualTo(model.size());
    }

    @Test
    void stringsAreOrderedByCodePoint() {
        assertThat(Values.compare("\uFFFD", "\uD83D\uDE00")).isNegative();
        assertThat(Values.compare("a", "b")).isNegative();
        assertThat(Values.compare("ab", "a")).isPositive();
    }
}
