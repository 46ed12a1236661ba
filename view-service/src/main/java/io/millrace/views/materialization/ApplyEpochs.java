package io.millrace.views.materialization;

import io.millrace.starter.measurement.HopMeter;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the changes of one view version to Redis, so that what is visible is always the rows of one closed epoch.
 *
 * <p>While following, changes are stored when all sink partitions have closed their epoch, under the epoch's tag, and the
 * last of them makes the epoch visible. While rebuilding, changes are stored without a tag once their epoch is closed
 * everywhere, or earlier where memory for them is out; the rebuild ends when every partition has been read to the end that
 * it had at the start and every epoch that was stored is closed everywhere. The sink partitions of a processor that stops
 * close different epochs last, so what lies above the least of them is held back: it is the newest of the log, which is not
 * compacted, so the rows below it are whole. Confined to one thread.
 */
final class ApplyEpochs {
    private final ViewWriter writer;
    private final MaterializationSettings settings;
    private final Clock clock;
    private final Supplier<HopMeter.Named> meter;
    private final Function<Frontier, @Nullable Instant> asOf;
    private final PendingChanges pending;
    /** Of a rebuild: per partition the offset still to be reached; empty once all are. */
    private final Map<Integer, Long> missing;

    private boolean building;
    private long visible;
    /** Nothing below this epoch may become visible: rows may have been stored under it. */
    private long top;

    private long revision;
    private long lateRows;

    /**
     * @param ends per partition the offset that a rebuild has to reach
     * @param memory for changes that are not stored yet
     */
    ApplyEpochs(
            ViewWriter writer,
            MaterializationSettings settings,
            Surroundings surroundings,
            StoredState state,
            Map<Integer, Long> ends,
            ReadAheadMemory.Share memory) {
        this.writer = writer;
        this.settings = settings;
        this.clock = surroundings.clock();
        this.meter = surroundings.meter();
        this.asOf = surroundings.asOf();
        this.pending = new PendingChanges(state, memory);
        this.building = state.building();
        this.visible = state.epoch();
        this.top = state.top();
        this.revision = state.revision();
        this.missing = new HashMap<>(ends);
        this.lateRows = lateRows(state);
        state.offsets().forEach(this::readTo);
    }

    /**
     * @param meter counts changes; another one from the moment on at which the version is served
     * @param asOf what is known of the freshness of a frontier
     */
    record Surroundings(Clock clock, Supplier<HopMeter.Named> meter, Function<Frontier, @Nullable Instant> asOf) {}

    private static long lateRows(StoredState state) {
        return Frontier.of(state.progress().values()).lateRows();
    }

    void add(int partition, Change change) {
        pending.add(partition, change);
        meter.get().in(1);
    }

    /** Reading of the partition goes on at the offset; what lies before was added. */
    void readTo(int partition, long position) {
        Long end = missing.get(partition);
        if (end != null && position >= end) {
            missing.remove(partition);
        }
    }

    boolean wants(int partition) {
        return pending.wants(partition);
    }

    boolean isBuilding() {
        return building;
    }

    /** Stores what can be stored now. */
    void store() throws ViewWriter.DivergedException {
        if (building) {
            build();
        } else {
            follow();
        }
        pending.release();
    }

    private void build() throws ViewWriter.DivergedException {
        long epoch = pending.complete();
        do {
            top = Math.max(top, epoch);
            for (Batch batch : pending.takeUpTo(top, settings.batchRows(), settings.batchBytes())) {
                apply(batch, new ViewWriter.Mode(null, true, top), null);
            }
            pending.release();
            epoch = pending.relievingEpoch();
        } while (epoch > top);
        if (missing.isEmpty() && pending.complete() >= top) {
            building = false;
            show(new Batch(), null, top);
        }
    }

    private void follow() throws ViewWriter.DivergedException {
        long complete = pending.complete();
        if (complete > visible && complete >= top) {
            top = complete;
            List<Batch> batches = pending.takeUpTo(complete, settings.batchRows(), settings.batchBytes());
            for (int i = 0; i < batches.size() - 1; i++) {
                apply(batches.get(i), new ViewWriter.Mode(complete, false, top), null);
            }
            show(batches.isEmpty() ? new Batch() : batches.getLast(), complete, complete);
        }
        PendingChanges.Ahead ahead = pending.takeAhead(settings.batchRows(), settings.batchBytes());
        while (ahead != null) {
            apply(ahead.batch(), new ViewWriter.Mode(ahead.epoch(), false, top), null);
            pending.release();
            ahead = pending.takeAhead(settings.batchRows(), settings.batchBytes());
        }
    }

    private void show(Batch batch, @Nullable Long tag, long epoch) throws ViewWriter.DivergedException {
        Frontier frontier = pending.frontier();
        apply(
                batch,
                new ViewWriter.Mode(tag, false, top),
                new ViewWriter.Visible(epoch, frontier, asOf.apply(frontier)));
        visible = epoch;
        long late = frontier.lateRows();
        meter.get().late(Math.max(0, late - lateRows));
        lateRows = late;
    }

    private void apply(Batch batch, ViewWriter.Mode mode, ViewWriter.@Nullable Visible shown)
            throws ViewWriter.DivergedException {
        long begun = System.nanoTime();
        revision = writer.apply(batch, mode, shown, clock.instant());
        meter.get().out(batch.changes()).bytes(batch.rowBytes()).latency(System.nanoTime() - begun);
    }

    /** Keeps the lease and checks that Redis is as this left it. */
    void renew() throws ViewWriter.DivergedException {
        if (writer.renew(clock.instant()) != revision) {
            throw new ViewWriter.DivergedException("Redis went back to an earlier state");
        }
    }
}
