package io.millrace.processor.stage;

import io.millrace.api.changelog.Progress;
import io.millrace.processor.step.Aggregate;
import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.State;
import io.millrace.processor.step.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stage behind an exchange: merges parts of groups and writes the changelog. It applies an epoch when all senders have
 * closed it, one after the other, so that what it puts out under an epoch is exactly the cut of the sources at that epoch.
 */
public final class MergeStage extends Stage {
    private final ViewPlan.Scan scan;
    private final Aggregate aggregate;
    private final Arrivals arrivals;
    private final long delayMs;
    private final RowReader reader = new RowReader(new byte[0]);
    private final RowWriter cut = new RowWriter(256);

    private int partition;
    private long nextOffset;
    private long done = -1;
    private boolean moved;
    private List<SourcePoint> shown = List.of();

    MergeStage(
            ViewPlan.Scan scan,
            Aggregate aggregate,
            Outlet outlet,
            List<Step> steps,
            List<State> states,
            EpochClock clock) {
        super(outlet, steps, states, clock);
        this.scan = scan;
        this.aggregate = aggregate;
        this.arrivals = new Arrivals(scan.partitions());
        this.delayMs = scan.outOfOrdernessMs() + scan.graceMs();
    }

    @Override
    void restoreCut(RowReader in) {
        done = in.getVarint() - 1;
        arrivals.readClosed(in, done);
        nextOffset = in.hasMore() ? in.getVarint() : 0;
    }

    @Override
    void restoreHeld(long arrival, byte @Nullable [] block) {
        arrivals.restoreHeld(arrival, block);
    }

    @Override
    void restorePoint(RowReader key, @Nullable RowReader value) {
        arrivals.restorePoint((int) key.getVarint(), key.getVarint(), value == null ? null : SourcePoint.read(value));
    }

    @Override
    public void start(StageOutput output, int sinkPartition) {
        partition = sinkPartition;
        outlet.connect(output);
        if (done >= 0) {
            shown = arrivals.points(done);
            resumeSteps(arrivals.watermark(done, delayMs));
        }
        clock.need(arrivals.greatest());
    }

    @Override
    public void stop() {}

    /** Takes a record of the exchange; as in a scan, one that was taken before is passed over. */
    public void accept(long offset, byte[] value) {
        if (offset < nextOffset) {
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
            return;
        }
        for (long i = in.getVarint(); i > 0; i--) {
            if (arrivals.close(sender, epoch, SourcePoint.read(in))) {
                clock.need(epoch);
            }
        }
    }

    @Override
    public void commit() {
        if (!moved) {
            return;
        }
        moved = false;
        long last = arrivals.complete();
        if (last > done) {
            for (long epoch : arrivals.epochs(done, last)) {
                apply(epoch);
            }
            done = last;
            arrivals.trim(done);
            logStates();
            outlet.report(0, 0, -1);
        }
        arrivals.logHeld((block, arrival) -> logHeld(arrival, block));
        arrivals.logPoints(done, this::logPoint);
        arrivals.writeClosed(cut.clear().putByte(LOG_VERSION).putVarint(done + 1), done);
        logCut(cut.putVarint(nextOffset));
    }

    private void apply(long epoch) {
        outlet.epoch(epoch);
        arrivals.take(epoch, (block, logged) -> {
            RowReader in = reader.reset(block);
            ExchangeFormat.open(in);
            in.getVarint();
            in.getVarint();
            in.getByte();
            while (in.hasMore()) {
                aggregate.merge(in);
            }
            if (logged >= 0) {
                logHeld(logged, null);
            }
        });
        flushSteps(arrivals.watermark(epoch, delayMs));
        showProgress(epoch);
    }

    /** Which epochs have a progress depends on the sources alone, so it is the same ones in all partitions of the view. */
    private void showProgress(long epoch) {
        List<SourcePoint> points = arrivals.points(epoch);
        if (points.equals(shown)) {
            return;
        }
        shown = points;
        List<Progress.Source> sources = new ArrayList<>(points.size());
        for (SourcePoint point : points) {
            sources.add(new Progress.Source(
                    scan.topicId(), point.partition(), point.nextOffset(), point.watermark(delayMs), point.lateRows()));
        }
        outlet.progress(new Progress(partition, epoch, sources));
    }
}
