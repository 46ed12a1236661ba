package io.millrace.processor.stage;

import io.millrace.api.changelog.Progress;
import io.millrace.processor.step.Origin;
import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.State;
import io.millrace.processor.step.Step;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A first stage of a view: reads one source partition, decides what is late, and runs the steps up to the exchanges, or up to
 * the changelog where there is none. All rows between two commits belong to one epoch, which the commit closes.
 */
public final class ScanStage extends Stage {
    private final CutPlan.ScanPart part;
    private final ViewPlan.Scan scan;
    private final DecodeEvents decode;
    private final Origin origin;
    private final Step[] entries;
    private final Outbound outbound;
    private final long delayMs;
    private final boolean micros;
    private final RowWriter cut = new RowWriter(48);

    private int partition;
    private boolean started;
    private long nextOffset;
    private long greatestTime = Step.NO_WATERMARK;
    private long lateRows;
    private long done = -1;
    private long epoch = -1;
    private boolean open;
    private long closedAt;
    private boolean passed;
    private long taken;
    private long arrivedAt;

    /**
     * What the compiled steps share.
     *
     * @param entries the steps that take the rows as they were decoded
     */
    record Parts(
            List<Step> steps,
            List<State> states,
            Origin origin,
            List<Step> entries,
            Outlet outlet,
            Outbound outbound) {}

    ScanStage(CutPlan.ScanPart part, Parts parts, EpochClock clock) {
        super(parts.outlet(), parts.steps(), parts.states(), clock);
        this.part = part;
        this.scan = part.scan();
        this.decode = new DecodeEvents(scan);
        this.origin = parts.origin();
        this.entries = parts.entries().toArray(Step[]::new);
        this.outbound = parts.outbound();
        this.delayMs = scan.outOfOrdernessMs() + scan.graceMs();
        this.micros = scan.isTimedInMicros();
    }

    @Override
    void restoreCut(int version, RowReader in) {
        done = in.getVarint();
        SourcePoint point = SourcePoint.read(in);
        nextOffset = point.nextOffset();
        greatestTime = point.greatestTime();
        lateRows = point.lateRows();
    }

    @Override
    void restoreHeld(long arrival, byte @Nullable [] block) {
        throw new IllegalStateException("a scan holds no blocks");
    }

    @Override
    void restorePoint(RowReader key, @Nullable RowReader value) {
        throw new IllegalStateException("a scan holds no cuts of others");
    }

    @Override
    void begin(int sourcePartition) {
        partition = sourcePartition;
        started = partition < scan.partitions();
        if (!started) {
            return;
        }
        outbound.start(partition);
        steps.forEach(step -> step.resume(watermark()));
        clock.join(part.sourceBase() + partition);
        if (done >= 0) {
            clock.need(done);
        }
    }

    @Override
    void end() {
        if (started) {
            clock.leave(part.sourceBase() + partition);
        }
    }

    /**
     * Takes a record. One that was taken before is passed over: Kafka forgets a group's offsets after a while without
     * members, and then the log comes from its start, while the state is what it was.
     *
     * @param timestamp when it arrived, epoch milliseconds
     * @param value null for a tombstone, which is no event
     */
    public void accept(long offset, long timestamp, byte @Nullable [] value) {
        if (!started) {
            throw new IllegalStateException("stream " + scan.stream() + " has a partition " + partition + ", but had "
                    + scan.partitions() + " when the view was made; make the view anew");
        }
        if (isTaken(offset, nextOffset)) {
            return;
        }
        if (!open) {
            open = true;
            epoch = clock.next(done);
            outlet.epoch(epoch);
        }
        nextOffset = offset + 1;
        taken++;
        arrivedAt = timestamp;
        if (value == null) {
            return;
        }
        @Nullable Object[] row;
        try {
            row = decode.decode(value, timestamp, partition, offset);
        } catch (UndecodableEvent e) {
            outlet.refuse(new StageOutput.Refused(e.code(), e.detail(), e.pointer(), partition + "-" + offset, value));
            return;
        }
        long watermark = watermark();
        origin.set(partition, offset, isLate(row, timestamp));
        for (Step entry : entries) {
            entry.push(row, 1);
        }
        if (origin.excluded()) {
            keepLate(watermark, value);
        }
    }

    /** Nothing is left out without a trace: who wants the event counted all the same finds it in the view's quarantine. */
    private void keepLate(long watermark, byte[] event) {
        String pointer = scan.eventTimeColumn() < 0
                ? null
                : StageOutput.Refused.pointerTo(
                        scan.columns().get(scan.eventTimeColumn()).name());
        String detail = "The event came when its partition was complete up to " + Instant.ofEpochMilli(watermark)
                + ", the greatest event time before it less " + delayMs
                + " ms of out-of-orderness and grace. Where such events are to count, give the contract a larger"
                + " millrace.outOfOrderness, or the view a grace.";
        outlet.keepLate(new StageOutput.Refused(
                "LATE_EVENT", detail, pointer, origin.partition() + "-" + origin.offset(), event));
    }

    private boolean isLate(@Nullable Object[] row, long timestamp) {
        long time;
        if (scan.eventTimeColumn() < 0) {
            time = timestamp;
        } else if (row[scan.eventTimeColumn()] instanceof Long value) {
            time = micros ? Math.floorDiv(value, 1_000L) : value;
        } else {
            return false;
        }
        boolean late = greatestTime != Step.NO_WATERMARK && time < greatestTime - delayMs;
        greatestTime = Math.max(greatestTime, time);
        return late;
    }

    private long watermark() {
        return greatestTime == Step.NO_WATERMARK ? Step.NO_WATERMARK : greatestTime - delayMs;
    }

    @Override
    public void commit() {
        if (!started) {
            return;
        }
        boolean moved = open || passed;
        if (!open) {
            if (!moved && done >= 0 && !clock.isNeeded(done, closedAt)) {
                return;
            }
            epoch = clock.next(done);
            outlet.epoch(epoch);
        }
        long watermark = watermark();
        for (Step step : steps) {
            step.flush(watermark);
        }
        long late = origin.takeLateRows();
        lateRows += late;
        close();
        if (moved) {
            clock.need(epoch);
        }
        outlet.report(taken, late, arrivedAt);
        taken = 0;
        arrivedAt = 0;
        passed = false;
    }

    /**
     * Passes over offsets at which there are no records, as those of the markers of transactions: what is taken is then told up
     * to the end of the partition, and not up to the record before the marker.
     *
     * @param from one past a record, or the start of the partition
     * @param to between the two there is none
     */
    public void pass(long from, long to) {
        if (started && nextOffset >= from && nextOffset < to) {
            nextOffset = to;
            passed = true;
        }
    }

    private void close() {
        SourcePoint point = new SourcePoint(part.sourceBase() + partition, nextOffset, greatestTime, lateRows);
        if (part.emit() != null && !part.emit().isStream()) {
            Progress.Source source = new Progress.Source(scan.topicId(), partition, nextOffset, watermark(), lateRows);
            outlet.progress(new Progress(partition, epoch, List.of(source)));
        }
        outbound.close(epoch, SourceCut.of(point));
        logStates();
        point.write(cut.clear().putByte(LOG_VERSION).putVarint(epoch));
        logCut(cut);
        done = epoch;
        open = false;
        closedAt = clock.millis();
    }
}
