package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Groups that are bounded by the end of a window, over rows that are taken back or not, with every choice of when rows are put
 * out and how long they are kept: always what a model with all rows at hand shows, and nothing is held at the end.
 */
class WindowedAggregateProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int END = 1;
    private static final int[] GROUP = {0, END};
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final List<ValueType> KEY = List.of(ValueType.of(Kind.VARCHAR), ValueType.of(Kind.TIMESTAMP));
    private static final List<AggregateCall> CALLS = List.of(
            new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT),
            new AggregateCall(Function.SUM, 2, BIGINT, BIGINT),
            new AggregateCall(Function.MAX, 2, BIGINT, BIGINT),
            new AggregateCall(Function.COUNT, 2, BIGINT, BIGINT, true));
    private static final List<AggregateCall> LINEAR = CALLS.subList(0, 2);

    /** All rows, and what follows from them and the watermark. */
    private static final class Model {
        final WindowBounds windows;
        final List<Object[]> rows = new ArrayList<>();
        long complete = Step.NO_WATERMARK;

        Model(WindowBounds windows) {
            this.windows = windows;
        }

        private long due() {
            return windows.retentionMs() < 0 || complete == Step.NO_WATERMARK
                    ? complete
                    : complete - windows.retentionMs();
        }

        /** Whether a change of a group that ends then is left out. */
        boolean isClosed(Object end) {
            return end != null && (Long) end <= (windows.onClose() ? complete : due());
        }

        private boolean isShown(Object end) {
            if (end == null) {
                return !windows.onClose();
            }
            boolean isDue = windows.retentionMs() >= 0 && (Long) end <= due();
            return !isDue && (!windows.onClose() || (Long) end <= complete);
        }

        Map<List<Object>, Long> shown(List<AggregateCall> calls) {
            Map<List<Object>, Long> all = new HashMap<>(AggregateModel.of(GROUP, calls, rows));
            all.keySet().removeIf(row -> !isShown(row.get(END)));
            return all;
        }
    }

    private record Delta(Object[] row, long weight) {}

    private final Random random = new Random();

    @Test
    void equalsTheModelWhereRowsAreTakenBack() {
        forAllWindows(false, CALLS);
    }

    @Test
    void equalsTheModelOfAppendOnlyRows() {
        forAllWindows(true, CALLS);
    }

    @Test
    void equalsTheModelOfCombinedRowsThatAreTakenBack() {
        forAllWindows(false, LINEAR);
    }

    private void forAllWindows(boolean appendOnly, List<AggregateCall> calls) {
        for (int trial = 0; trial < 400; trial++) {
            random.setSeed(SEED + trial);
            long retentionMs = new long[] {-1, 0, 25}[trial % 3];
            boolean onClose = (trial & 1) != 0;
            boolean endIncluded = random.nextInt(3) == 0;
            WindowBounds windows = new WindowBounds(END, retentionMs, onClose, endIncluded);
            AggregateSubject.Setup setup = new AggregateSubject.Setup(GROUP, KEY, calls, appendOnly, windows);
            run(setup, "seed " + SEED + ", trial " + trial + ", " + windows);
        }
    }

    private void run(AggregateSubject.Setup setup, String name) {
        Model model = new Model(setup.windows());
        AggregateSubject subject = new AggregateSubject(setup);
        boolean combined = setup.calls().equals(LINEAR);
        long watermark = Step.NO_WATERMARK;
        for (int epoch = 0; epoch < 20; epoch++) {
            List<Delta> deltas = deltas(model, setup.appendOnly(), watermark);
            push(subject, deltas, combined);
            watermark = advanced(watermark);
            subject.flush(watermark);
            model.complete =
                    setup.windows().endIncluded() && watermark != Step.NO_WATERMARK ? watermark - 1 : watermark;
            if (random.nextInt(5) == 0) {
                subject = subject.rebuilt(watermark);
            }
            assertThat(AggregateModel.differences(model.shown(setup.calls()), subject.out.weights(), setup.calls()))
                    .as("%s, epoch %d", name, epoch)
                    .isEmpty();
        }
        subject.flush(Long.MAX_VALUE);
        long unbounded = AggregateModel.of(GROUP, setup.calls(), model.rows).keySet().stream()
                .filter(row -> row.get(END) == null)
                .count();
        assertThat(subject.groups.entries()).as(name).isEqualTo(unbounded);
    }

    private long advanced(long watermark) {
        if (watermark == Step.NO_WATERMARK) {
            return random.nextInt(3) == 0 ? random.nextInt(20) : watermark;
        }
        return random.nextBoolean() ? watermark : watermark + random.nextInt(14);
    }

    /** Changes the model's rows, and tells how; some deltas are of windows that are closed. */
    private List<Delta> deltas(Model model, boolean appendOnly, long watermark) {
        List<Delta> deltas = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            if (!appendOnly && !model.rows.isEmpty() && random.nextInt(5) < 2) {
                Object[] row = model.rows.get(random.nextInt(model.rows.size()));
                deltas.add(new Delta(row, -1));
                if (!model.isClosed(row[END])) {
                    model.rows.remove(row);
                }
            } else {
                Object[] row = row(watermark);
                deltas.add(new Delta(row, 1));
                if (!model.isClosed(row[END])) {
                    model.rows.add(row);
                }
            }
        }
        Collections.shuffle(deltas, random);
        return deltas;
    }

    private Object[] row(long watermark) {
        long now = watermark == Step.NO_WATERMARK ? 0 : watermark;
        long end = Math.floorDiv(now + random.nextInt(50) - 10, 10) * 10;
        Long value = random.nextInt(5) == 0 ? null : (Long) (long) random.nextInt(6);
        return new Object[] {"k" + random.nextInt(2), random.nextInt(20) == 0 ? null : (Long) end, value};
    }

    private void push(AggregateSubject subject, List<Delta> deltas, boolean combined) {
        if (!combined) {
            deltas.forEach(delta -> subject.aggregate.push(delta.row, delta.weight));
            return;
        }
        RowWriter parts = new RowWriter(64);
        Combine combine =
                new Combine(GROUP, KEY, new Accumulators(LINEAR, true, null), (hash, part) -> parts.putAll(part));
        deltas.forEach(delta -> combine.push(delta.row, delta.weight));
        combine.flush(Step.NO_WATERMARK);
        RowReader in = new RowReader(parts.toByteArray());
        while (in.hasMore()) {
            subject.aggregate.merge(in);
        }
    }

    @Test
    void closedRowStaysAsItWas() {
        WindowBounds windows = new WindowBounds(END, 100, true, false);
        AggregateSubject subject = new AggregateSubject(new AggregateSubject.Setup(GROUP, KEY, CALLS, false, windows));
        subject.aggregate.push(new Object[] {"k", 10L, 5L}, 1);
        subject.aggregate.push(new Object[] {"k", 10L, 9L}, 1);
        subject.flush(9);
        subject.aggregate.push(new Object[] {"k", 10L, 9L}, -1);
        subject.flush(10);
        subject.aggregate.push(new Object[] {"k", 10L, 5L}, -1);
        subject.flush(109);
        assertThat(subject.out.order).containsExactly("+[k, 10, 1, 5, 5, 1]");
        subject.flush(110);
        assertThat(subject.out.weights()).isEmpty();
        assertThat(subject.held()).isZero();
        assertThat(subject.logged()).isZero();
    }

    @Test
    void groupsThatComeAndGoLeaveNoTrail() {
        AggregateSubject.Setup setup =
                new AggregateSubject.Setup(GROUP, KEY, LINEAR, false, new WindowBounds(END, -1, false, false));
        AggregateSubject subject = new AggregateSubject(setup);
        GroupsByEnd ends = new GroupsByEnd(subject.groups, END);
        for (int i = 0; i < 10 * GroupsByEnd.GONE_MAX; i++) {
            Object[] row = {"k", 10L, 1L};
            Group group = subject.groups.touch(row, GROUP);
            ends.add(group);
            subject.groups.remove(group);
            ends.tidy();
            assertThat(ends.entries()).isLessThanOrEqualTo(GroupsByEnd.GONE_MAX);
        }
        List<Group> found = new ArrayList<>();
        Group present = subject.groups.touch(new Object[] {"k", 10L, 1L}, GROUP);
        ends.add(present);
        ends.forEach(9, 10, found::add);
        ends.drain(10, found::add);
        assertThat(found).containsExactly(present, present);
        assertThat(ends.entries()).isZero();
        assertThat(Arrays.asList(present.key)).containsExactly("k", 10L);
    }
}
