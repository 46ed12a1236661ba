package io.millrace.processor.stage;

import io.millrace.api.changelog.Progress;
import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.State;
import io.millrace.processor.step.Step;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stage behind an exchange: takes the rows of its ports and writes the changelog, or sends over the next exchange. It
 * applies an epoch when all senders have closed it, one after the other, so that what it puts out under an epoch is exactly
 * the cut of the sources at that epoch.
 */
public final class MergeStage extends Stage {
    /**
     * How far it has read its exchange.
     *
     * @param topicId of the exchange that the offset is of; null where it has read nothing, or a release before wrote it
     * @param nextOffset one past the last offset that was taken, 0 where there was none
     */
    public record Taken(@Nullable UUID topicId, long nextOffset) {}

    /** What is done with the rows of a block, behind its head. */
    @FunctionalInterface
    interface Port {
        void take(RowReader in);
    }

    /**
     * A source partition below the exchange.
     *
     * @param number among those of all streams of the plan
     * @param delayMs how far behind its greatest event time it is complete
     */
    record Source(int number, ViewPlan.Scan scan, int partition, long delayMs) {}

    /**
     * What the compiled steps share.
     *
     * @param watermarks of the steps
     * @param senders how many send to the exchange
     * @param sinks partitions of the exchange
     * @param sources ascending
     * @param emits whether the results are a view, whose changelog says how far it is
     */
    record Parts(
            List<Step> steps,
            StepWatermarks watermarks,
            List<State> states,
            List<Port> ports,
            Outlet outlet,
            Outbound outbound,
            int senders,
            int sinks,
            List<Source> sources,
            boolean emits) {}

    /** Version of a log whose steps were flushed with one watermark. */
    private static final int ONE_WATERMARK = 1;

    private final Parts parts;
    private final Port[] ports;
    private final Arrivals arrivals;
    private final RowReader reader = new RowReader(new byte[0]);
    private final RowWriter cut = new RowWriter(256);

    private int partition;
    private boolean started;
    private long nextOffset;
    private @Nullable UUID topicId;
    private long done = -1;
    private boolean moved;
    private List<SourcePoint> shown = List.of();
    /** False from a log of a release that knew one watermark of all steps, until they were flushed. */
    private boolean apart = true;

    MergeStage(Parts parts, EpochClock clock) {
        super(parts.outlet, parts.steps, parts.states, clock);
        this.parts = parts;
        this.ports = parts.ports.toArray(Port[]::new);
        this.arrivals = new Arrivals(
                parts.senders, parts.sources.stream().mapToInt(Source::number).toArray());
    }

    @Override
    void restoreCut(int version, RowReader in) {
        apart = version > ONE_WATERMARK;
        done = in.getVarint() - 1;
        arrivals.readClosed(in, done);
        nextOffset = in.hasMore() ? in.getVarint() : 0;
        topicId = in.hasMore() ? new UUID(in.getLong(), in.getLong()) : null;
    }

    /** What its log says; whether the exchange is still the same is to be seen before it starts. */
    public Taken taken() {
        return new Taken(topicId, nextOffset);
    }

    /** Says which topic the exchange is that it reads from now on. */
    public void reads(UUID exchange) {
        topicId = exchange;
    }

    @Override
    void restoreHeld(long arrival, byte @Nullable [] block) {
        arrivals.restoreHeld(arrival, block);
    }

    @Override
    void restorePoint(RowReader key, @Nullable RowReader value) {
        arrivals.restorePoint((int) key.getVarint(), key.getVarint(), value == null ? null : SourceCut.read(value));
    }

    @Override
    void begin(int sinkPartition) {
        partition = sinkPartition;
        started = partition < parts.sinks;
        if (!started) {
            return;
        }
        parts.outbound.start(partition);
        arrivals.begin();
        if (done >= 0) {
            shown = arrivals.points(done);
            resume();
        }
        clock.need(arrivals.greatest());
        moved = isBehind();
    }

    /** Whether epochs that all senders have closed are still to be put out, which the next commit does. */
    public boolean isBehind() {
        return started && arrivals.complete() > done;
    }

    private void resume() {
        StepWatermarks watermarks = parts.watermarks;
        watermarks.pass(shown);
        if (!apart) {
            watermarks.level();
        }
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).resume(watermarks.of(i));
        }
    }

    @Override
    void end() {}

    /** Takes a record of the exchange; as in a scan, one that was taken before is passed over. */
    public void accept(long offset, byte[] value) {
        if (isTaken(offset, nextOffset)) {
            return;
        }
        nextOffset = offset + 1;
        RowReader in = reader.reset(value);
        byte type = ExchangeFormat.open(in);
        int sender = (int) in.getVarint();
        long epoch = in.getVarint();
        if (epoch <= done) {
            throw new IllegalStateException("sender " + sender + " sent something for epoch " + epoch
                    + ", which it had closed: " + done + " is done");
        }
        moved = true;
        if (type == ExchangeFormat.BLOCK) {
            arrivals.block(epoch, value);
        } else if (arrivals.close(sender, epoch, SourceCut.read(in))) {
            clock.need(epoch);
        }
    }

    @Override
    public void commit() {
        commit(() -> true);
    }

    /**
     * The same, of as many epochs as there is time for, at least one.
     *
     * @param hasTime asked before each epoch, whether another one is to follow
     */
    public void commit(BooleanSupplier hasTime) {
        if (!moved || !started) {
            return;
        }
        long complete = arrivals.complete();
        if (complete > done) {
            Iterator<Long> epochs = arrivals.epochs(done, complete).iterator();
            boolean last;
            do {
                done = epochs.next();
                last = !epochs.hasNext() || !hasTime.getAsBoolean();
                apply(done, last);
            } while (!last);
            arrivals.trim(done);
            logStates();
            outlet.report(0, 0, -1);
        }
        moved = isBehind();
        arrivals.logHeld((block, arrival) -> logHeld(arrival, block));
        arrivals.logPoints(done, this::logPoint);
        arrivals.writeClosed(
                cut.clear().putByte(apart ? LOG_VERSION : ONE_WATERMARK).putVarint(done + 1), done);
        cut.putVarint(nextOffset);
        if (topicId != null) {
            cut.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
        }
        logCut(cut);
    }

    private void apply(long epoch, boolean last) {
        outlet.epoch(epoch);
        arrivals.take(epoch, (block, logged) -> {
            takeBlock(block);
            if (logged >= 0) {
                logHeld(logged, null);
            }
        });
        List<SourcePoint> points = arrivals.points(epoch);
        parts.watermarks.pass(points);
        apart = true;
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).flush(parts.watermarks.of(i));
        }
        show(epoch, points, last);
    }

    private void takeBlock(byte[] block) {
        RowReader in = reader.reset(block);
        ExchangeFormat.open(in);
        in.getVarint();
        in.getVarint();
        ports[in.getByte()].take(in);
    }

    /**
     * Which epochs have a progress, or are closed for the next stage, depends on the sources alone, so it is the same ones in
     * all partitions; but the last one is closed always, for somebody may wait for it who has other sources, too.
     */
    private void show(long epoch, List<SourcePoint> points, boolean last) {
        boolean changed = !points.equals(shown);
        shown = points;
        if (changed && parts.emits) {
            outlet.progress(new Progress(partition, epoch, progress(points)));
        }
        if (changed || last) {
            parts.outbound.close(epoch, new SourceCut(points));
        }
    }

    private List<Progress.Source> progress(List<SourcePoint> points) {
        List<Progress.Source> sources = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            SourcePoint point = points.get(i);
            Source source = parts.sources.get(i);
            sources.add(new Progress.Source(
                    source.scan.topicId(),
                    source.partition,
                    point.nextOffset(),
                    point.watermark(source.delayMs),
                    point.lateRows()));
        }
        return sources;
    }
}
