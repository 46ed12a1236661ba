package io.millrace.processor.runtime;

import io.millrace.processor.stage.Stage;
import io.millrace.processor.stage.StageMeter;
import io.millrace.starter.measurement.HopMeter;
import java.util.function.LongSupplier;

/** Counts of a view's stages as measurements, and their state as a gauge. Lag is the age of the last event that a commit took in. */
final class MeasureStages implements StageMeter {
    private final HopMeter.Named hop;
    private final MeasureState state;
    private final LongSupplier millis;

    MeasureStages(HopMeter.Named hop, MeasureState state, LongSupplier millis) {
        this.hop = hop;
        this.state = state;
        this.millis = millis;
    }

    @Override
    public void count(Counts counts) {
        hop.in(counts.in())
                .out(counts.out())
                .bytes(counts.bytes())
                .refused(counts.refused())
                .late(counts.late());
        if (counts.arrivedAt() >= 0) {
            long lagMs = counts.arrivedAt() == 0 ? 0 : Math.max(0, millis.getAsLong() - counts.arrivedAt());
            hop.lag(lagMs);
            if (counts.in() > 0) {
                hop.latency(lagMs * 1_000_000);
            }
        }
    }

    @Override
    public void began(Stage stage) {
        state.add(stage);
    }

    @Override
    public void ended(Stage stage) {
        state.remove(stage);
    }
}
