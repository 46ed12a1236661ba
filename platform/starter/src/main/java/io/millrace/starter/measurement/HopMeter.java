package io.millrace.starter.measurement;

import io.millrace.api.measurement.Measurement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Counts what one hop does, per stream or view. Counting is a few uncontended additions and never blocks; what was counted
 * is put on millrace.measurements once a second by {@link HopMeters}. A name that is timed takes about 50 KB.
 */
public final class HopMeter {
    private static final long UNKNOWN = -1;
    private static final int NAMES_MAX = 1_000;
    private static final long LATENCY_MICROS_MAX = 3_600_000_000L;

    private final Measurement.Hop hop;
    private final Map<String, Named> names = new ConcurrentHashMap<>();
    /** Counts for all names above the limit; nobody is told. */
    private final Named others = new Named();

    HopMeter(Measurement.Hop hop) {
        this.hop = hop;
    }

    /**
     * The counters of one stream or view, shared and not told from the 1,001st name on; keep the object, so that the name is
     * not looked up per event.
     */
    public Named named(String name) {
        Named known = names.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() >= NAMES_MAX) {
            return others;
        }
        return names.computeIfAbsent(name, key -> new Named());
    }

    /** Forgets a stream or view that is no more. */
    public void remove(String name) {
        names.remove(name);
    }

    /** Takes what was counted since the last call; names with nothing to say are left out. */
    List<Measurement> take(String copy, Instant from, long durationMs) {
        List<Measurement> taken = new ArrayList<>();
        names.forEach((name, counters) -> {
            Measurement measurement = counters.take(hop, name, copy, from, durationMs);
            if (measurement != null) {
                taken.add(measurement);
            }
        });
        return taken;
    }

    /** Counters of one stream or view; thread-safe. */
    public static final class Named {
        private final LongAdder in = new LongAdder();
        private final LongAdder out = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder late = new LongAdder();
        private final AtomicLong lagMs = new AtomicLong(UNKNOWN);
        private final Recorder latencyMicros = new Recorder(LATENCY_MICROS_MAX, 2);
        private volatile boolean timed;
        private long lastLagMs = UNKNOWN;

        /** @param count events or changes that came in */
        public Named in(long count) {
            in.add(count);
            return this;
        }

        /** @param count events or changes that went on */
        public Named out(long count) {
            out.add(count);
            return this;
        }

        /** @param count events that went to a quarantine */
        public Named refused(long count) {
            refused.add(count);
            return this;
        }

        /** @param count payload bytes that went on */
        public Named bytes(long count) {
            bytes.add(count);
            return this;
        }

        /** @param count rows excluded for being late */
        public Named late(long count) {
            late.add(count);
            return this;
        }

        /** @param milliseconds how far behind the hop is now, 0 or more */
        public Named lag(long milliseconds) {
            lagMs.set(milliseconds);
            return this;
        }

        /** @param nanos how long a request or batch took */
        public Named latency(long nanos) {
            latencyMicros.recordValue(Math.clamp(nanos / 1000, 1, LATENCY_MICROS_MAX));
            timed = true;
            return this;
        }

        private synchronized @org.jspecify.annotations.Nullable Measurement take(
                Measurement.Hop hop, String name, String copy, Instant from, long durationMs) {
            long ins = in.sumThenReset();
            long outs = out.sumThenReset();
            long refusals = refused.sumThenReset();
            long lates = late.sumThenReset();
            long lag = lagMs.get();
            boolean lagMoved = lag != lastLagMs;
            lastLagMs = lag;
            if (ins == 0 && outs == 0 && refusals == 0 && lates == 0 && !lagMoved && !timed) {
                return null;
            }
            Double p50 = null;
            Double p99 = null;
            if (timed) {
                timed = false;
                Histogram histogram = latencyMicros.getIntervalHistogram();
                p50 = histogram.getValueAtPercentile(50) / 1000.0;
                p99 = histogram.getValueAtPercentile(99) / 1000.0;
            }
            return new Measurement(
                    Measurement.TYPE,
                    Measurement.V,
                    hop,
                    name,
                    copy,
                    from,
                    durationMs,
                    ins,
                    outs,
                    refusals,
                    bytes.sumThenReset(),
                    lates,
                    lag == UNKNOWN ? null : lag,
                    p50,
                    p99);
        }
    }
}
