package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices that are put together are the windows that each row would have gone to. */
class CombineSlicesProperties {
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final ValueType TIMESTAMP = ValueType.of(Kind.TIMESTAMP);
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);
    /** Key, value, time; behind them stand the window's start and end. */
    private static final List<ValueType> TYPES = List.of(VARCHAR, BIGINT, TIMESTAMP, TIMESTAMP, TIMESTAMP);

    private static final int WIDTH = 3;
    private static final List<AggregateCall> CALLS = List.of(
            new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT),
            new AggregateCall(Function.SUM, 1, BIGINT, BIGINT),
            new AggregateCall(Function.MIN, 1, BIGINT, BIGINT),
            new AggregateCall(Function.MAX, 2, TIMESTAMP, TIMESTAMP));
    private static final List<int[]> GROUPS =
            List.of(new int[] {0, 3, 4}, new int[] {4, 0, 3}, new int[] {3}, new int[] {3, 4}, new int[] {0, 4});

    private record Row(Object[] values, boolean late) {}

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Object[] values = {
                random.nextInt(6) == 0 ? null : "k" + random.nextInt(4),
                random.nextInt(6) == 0 ? null : (Object) (long) random.nextInt(100),
                random.nextInt(20) == 0 ? null : (Object) (long) (random.nextInt(200) - 100)
            };
            rows.add(new Row(values, random.nextInt(10) == 0));
        }
        return rows;
    }

    private static WindowAssigner assigner(Random random) {
        long step = 1 + random.nextInt(10);
        long size = step * (2 + random.nextInt(4));
        long offset = random.nextInt(7);
        return random.nextBoolean()
                ? WindowAssigner.hop(2, size, step, offset)
                : WindowAssigner.cumulate(2, size, step, offset);
    }

    /** What arrives behind the exchange, put together. */
    private static final class Together implements Combine.Parts {
        private final RowCodec keys;
        private final Accumulators accumulators = new Accumulators(CALLS, true, null);
        private final Map<String, Group> groups = new TreeMap<>();

        Together(int[] columns) {
            keys = new RowCodec(Arrays.stream(columns).mapToObj(TYPES::get).toList());
        }

        Combine combine(int[] columns) {
            return new Combine(
                    columns,
                    Arrays.stream(columns).mapToObj(TYPES::get).toList(),
                    new Accumulators(CALLS, true, null),
                    this);
        }

        @Override
        public void put(int hash, RowWriter part) {
            RowReader reader = new RowReader(part.toByteArray());
            Object[] key = keys.read(reader);
            Group group = groups.computeIfAbsent(Arrays.toString(key), absent -> accumulators.newGroup(key, 0));
            accumulators.merge(group, reader);
        }

        Map<String, String> results() {
            Map<String, String> results = new TreeMap<>();
            groups.forEach((key, group) -> results.put(key, Arrays.toString(accumulators.result(group))));
            return results;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void areTheWindows(long seed) {
        Random random = new Random(seed);
        for (int[] columns : GROUPS) {
            WindowAssigner assigner = assigner(random);
            Together wanted = new Together(columns);
            Together found = new Together(columns);
            Origin origin = new Origin();
            Combine each = wanted.combine(columns);
            Window window = new Window(assigner, origin, each);
            Combine behind = found.combine(columns);
            Origin sliced = new Origin();
            CombineSlices slices =
                    new CombineSlices(assigner, sliced, WIDTH, columns, new Accumulators(CALLS, true, null), behind);
            long offset = 0;
            for (Row row : rows(random)) {
                origin.set(0, offset, row.late);
                sliced.set(0, offset++, row.late);
                window.push(row.values, 1);
                slices.push(row.values, 1);
                if (random.nextInt(40) == 0) {
                    slices.flush(Step.NO_WATERMARK);
                    behind.flush(Step.NO_WATERMARK);
                }
            }
            each.flush(Step.NO_WATERMARK);
            slices.flush(Step.NO_WATERMARK);
            behind.flush(Step.NO_WATERMARK);
            assertThat(found.results())
                    .as("seed %d, columns %s", seed, Arrays.toString(columns))
                    .isEqualTo(wanted.results())
                    .isNotEmpty();
            assertThat(sliced.takeLateRows()).isEqualTo(origin.takeLateRows()).isPositive();
        }
    }
}
