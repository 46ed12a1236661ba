package io.millrace.processor.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Random functions of OVER over random deltas with ties and nulls, in random order, epochs and restarts: after each epoch what was
 * put out is what {@link OverModel} says of all rows there ever were, also where they are given up on the way.
 */
class OverProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = Integer.getInteger("trials", 400);
    private static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    private static final List<ValueType> TYPES = List.of(
            ValueType.of(Kind.VARCHAR),
            ValueType.of(Kind.TIMESTAMP),
            BIGINT,
            ValueType.of(Kind.DOUBLE),
            ValueType.of(Kind.VARCHAR));
    private static final int[] PARTITION = {OverModel.PARTITION};

    /** OVER with its state and the log of it. */
    private record Subject(OverModel model, boolean closing, long delayMs, Deltas out, KeptLog log) {
        Running start(long watermark) {
            RowOrder order = new RowOrder(
                    List.of(new RowOrder.By(OverModel.ORDER, model.descending(), model.nullsFirst())),
                    List.of(new RowOrder.Tie(OverModel.PLACE, true)),
                    TYPES.size());
            OrderedRows rows = new OrderedRows(1, TYPES, PARTITION, order, model.calls());
            OverBase base = new OverBase(tags(2), TYPES, PARTITION, model.calls());
            log.restore(states(rows, base));
            Over over = new Over(
                    rows,
                    model.calls(),
                    closing ? new Over.Closing(OverModel.ORDER, delayMs, base) : null,
                    (code, detail, row) -> {
                        throw new AssertionError(detail);
                    },
                    out);
            over.resume(watermark);
            return new Running(over, rows, base);
        }
    }

    private static IntSupplier tags(int first) {
        AtomicInteger next = new AtomicInteger(first);
        return next::getAndIncrement;
    }

    private static State[] states(OrderedRows rows, OverBase base) {
        List<State> states = new ArrayList<>(base.states());
        states.add(rows);
        return states.toArray(State[]::new);
    }

    private record Running(Over over, OrderedRows rows, OverBase base) {}

    @Test
    void equalsItsDefinitionWhereRowsComeAndGo() {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            OverModel model = new OverModel(random.nextBoolean(), random.nextBoolean(), calls(random, true));
            run(new Subject(model, false, 0, new Deltas(), new KeptLog()), random, trial);
        }
    }

    @Test
    void equalsItsDefinitionWhereRowsAreGivenUpBehindTheWatermark() {
        for (int trial = 0; trial < TRIALS; trial++) {
            Random random = new Random(SEED + trial);
            OverModel model = new OverModel(false, true, calls(random, false));
            long delayMs = random.nextBoolean() ? 0 : random.nextInt(6);
            run(new Subject(model, true, delayMs, new Deltas(), new KeptLog()), random, trial);
        }
    }

    private static void run(Subject subject, Random random, int trial) {
        String name = "seed %d, trial %d, %s".formatted(SEED, trial, subject);
        List<Object[]> rows = new ArrayList<>();
        long watermark = Step.NO_WATERMARK;
        int changes = random.nextInt(4) == 0 ? 60 : 8;
        Running running = subject.start(watermark);
        for (int epoch = 0; epoch < 12; epoch++) {
            long open =
                    subject.closing && watermark != Step.NO_WATERMARK ? watermark - subject.delayMs : Long.MIN_VALUE;
            for (int i = random.nextInt(changes); i > 0; i--) {
                change(running.over, rows, epoch, open, random, subject.closing);
            }
            if (random.nextInt(4) > 0) {
                watermark = Math.max(watermark, epoch * 5L - random.nextInt(12));
            }
            running.over.flush(watermark);
            assertThat(subject.out.weights()).as(name).isEqualTo(subject.model.rows(new ArrayList<>(rows)));
            if (random.nextInt(3) > 0) {
                subject.log.take(states(running.rows, running.base));
                assertThat(subject.log.idleTombstones).as(name).isZero();
                long entries = Arrays.stream(states(running.rows, running.base))
                        .mapToLong(State::entries)
                        .sum();
                running = random.nextInt(3) == 0 ? subject.start(watermark) : running;
                assertThat(Arrays.stream(states(running.rows, running.base))
                                .mapToLong(State::entries)
                                .sum())
                        .as(name)
                        .isEqualTo(entries);
            }
        }
    }

    private static void change(Over over, List<Object[]> rows, int epoch, long open, Random random, boolean closing) {
        List<Object[]> mayGo = rows.stream()
                .filter(row -> row[OverModel.ORDER] == null || (Long) row[OverModel.ORDER] >= open)
                .toList();
        if (!mayGo.isEmpty() && random.nextInt(3) == 0) {
            Object[] gone = mayGo.get(random.nextInt(mayGo.size()));
            rows.remove(gone);
            over.push(gone.clone(), -1);
            return;
        }
        Object[] row = row(random, rows, Math.max(open, epoch * 5L - 10) + random.nextInt(14));
        if (random.nextInt(6) == 0) {
            over.push(row, -1);
            over.push(row.clone(), 1);
            return;
        }
        if (closing && row[OverModel.ORDER] == null) {
            over.push(row, 1);
            return;
        }
        rows.add(row);
        over.push(row, 1);
    }

    private static Object[] row(Random random, List<Object[]> rows, long time) {
        String place;
        do {
            place = "0-" + random.nextInt(2000);
        } while (isTaken(rows, place));
        return new Object[] {
            random.nextInt(8) == 0 ? null : "p" + random.nextInt(3),
            random.nextInt(10) == 0 ? null : (Long) time,
            random.nextInt(6) == 0 ? null : (Long) (long) random.nextInt(20),
            random.nextInt(6) == 0 ? null : (Double) (random.nextInt(64) / 8.0),
            place
        };
    }

    private static boolean isTaken(List<Object[]> rows, String place) {
        return rows.stream().anyMatch(row -> row[OverModel.PLACE].equals(place));
    }

    private static List<OverCall> calls(Random random, boolean endless) {
        List<OverCall> calls = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            OverCall call = call(random, endless);
            if (endless || call.canClose()) {
                calls.add(call);
            }
        }
        return calls.isEmpty() ? calls(random, endless) : calls;
    }

    private static OverCall call(Random random, boolean endless) {
        return switch (random.nextInt(8)) {
            case 0 -> new OverCall.Place(OverCall.Count.values()[random.nextInt(3)]);
            case 1, 2 -> {
                int distance = random.nextInt(3);
                yield new OverCall.Shift(
                        2, random.nextBoolean() ? -distance : distance, random.nextInt(3) == 0 ? 2 : -1);
            }
            case 3, 4 -> new OverCall.Pick(2 + random.nextInt(2), random.nextInt(4), frame(random, endless));
            default -> new OverCall.Aggregated(aggregate(random), frame(random, endless));
        };
    }

    private static AggregateCall aggregate(Random random) {
        return switch (random.nextInt(10)) {
            case 7 -> new AggregateCall(Function.COUNT, 2, BIGINT, BIGINT, true);
            case 8 -> new AggregateCall(Function.SUM, 3, TYPES.get(3), TYPES.get(3), true);
            case 9 -> new AggregateCall(Function.AVG, 2, BIGINT, BIGINT, true);
            case 0 -> new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT);
            case 1 -> new AggregateCall(Function.COUNT, 2, BIGINT, BIGINT);
            case 2 -> new AggregateCall(Function.SUM, 3, TYPES.get(3), TYPES.get(3));
            case 3 -> new AggregateCall(Function.AVG, 2, BIGINT, BIGINT);
            case 4 -> new AggregateCall(Function.MIN, 2, BIGINT, BIGINT);
            case 5 -> new AggregateCall(Function.MAX, 2, BIGINT, BIGINT);
            default -> new AggregateCall(Function.SUM, 2, BIGINT, BIGINT);
        };
    }

    private static Frame frame(Random random, boolean endless) {
        long from = random.nextInt(3) == 0 ? Frame.UNBOUNDED_PRECEDING : random.nextInt(6) - 3;
        long to = endless && random.nextInt(4) == 0
                ? Frame.UNBOUNDED_FOLLOWING
                : random.nextBoolean() ? 0 : random.nextInt(6) - 3;
        return new Frame(random.nextBoolean(), Math.min(from, to == Frame.UNBOUNDED_FOLLOWING ? from : to), to);
    }

    @Test
    void onlyRowsWhoseFramesChangedArePutOutAgain() {
        Frame pair = new Frame(true, -1, 0);
        OverModel model = new OverModel(
                false,
                true,
                List.of(new OverCall.Aggregated(new AggregateCall(Function.SUM, 2, BIGINT, BIGINT), pair)));
        Subject subject = new Subject(model, true, 0, new Deltas(), new KeptLog());
        Running running = subject.start(Step.NO_WATERMARK);
        for (long time : new long[] {10, 30, 50, 70}) {
            running.over.push(new Object[] {"a", time, time, null, "0-" + time}, 1);
        }
        running.over.flush(20);
        subject.out.order.clear();
        running.over.push(new Object[] {"a", 40L, 1L, null, "0-80"}, 1);
        running.over.flush(60);
        assertThat(subject.out.order)
                .containsExactly(
                        "+[a, 40, 1, null, 0-80, 31]", "-[a, 50, 50, null, 0-50, 80]", "+[a, 50, 50, null, 0-50, 51]");
        assertThat(running.rows.entries()).as("rows that frames still reach").isEqualTo(2);
        assertThat(running.base.states().getFirst().entries())
                .as("frames have a start")
                .isZero();
    }

    @Test
    void rejectsWhatItWasPromisedNotToGet() {
        OverModel model = new OverModel(false, true, List.of(new OverCall.Place(OverCall.Count.RANK)));
        Running running = new Subject(model, true, 0, new Deltas(), new KeptLog()).start(50);
        assertThatThrownBy(() -> running.over.push(new Object[] {"a", 49L, 1L, null, "0-1"}, 1))
                .hasMessage("a row of 49 came to OVER when 50 had passed");
        running.over.push(new Object[] {"a", 50L, 1L, null, "0-1"}, 2);
        assertThatThrownBy(() -> running.over.flush(50)).hasMessageContaining("was there already");
        assertThatThrownBy(() -> new Frame(true, 1, 0)).hasMessage("a frame from 1 to 0");
    }
}
