package io.millrace.processor.stage;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Numbers the epochs of one view in this process: ticks of 100 ms, moved on where somebody is ahead, as in Lamport's logical
 * clocks. Time only decides how much goes into an epoch, never what a view holds.
 *
 * <p>An idle source partition closes an epoch only where another one needs it, that is, has closed one with rows in it. Tasks
 * of one process hear of it here; other processes hear of it by what comes over the exchange, and where there is none, or
 * not all partitions are here, by a heartbeat each second. So a view at rest writes nothing, and a busy partition never waits
 * for an idle one longer than the heartbeat.
 */
public final class EpochClock {
    static final long TICK_MS = 100;
    static final long HEARTBEAT_MS = 1000;

    private final int partitions;
    private final LongSupplier millis;
    private final AtomicLong needed = new AtomicLong(-1);
    private final Set<Integer> here = ConcurrentHashMap.newKeySet();

    /**
     * @param partitions source partitions of the view
     * @param millis the time, epoch milliseconds
     */
    public EpochClock(int partitions, LongSupplier millis) {
        this.partitions = partitions;
        this.millis = millis;
    }

    /** A source partition is read in this process from now on. */
    void join(int partition) {
        here.add(partition);
    }

    void leave(int partition) {
        here.remove(partition);
    }

    /** The next epoch of somebody whose last one was {@code done}. */
    long next(long done) {
        return Math.max(Math.max(done + 1, millis.getAsLong() / TICK_MS), needed.get());
    }

    /** Everybody should close this epoch. */
    void need(long epoch) {
        needed.accumulateAndGet(epoch, Math::max);
    }

    /**
     * Whether an idle source partition has to close an epoch.
     *
     * @param done its last one
     * @param closedAt when it closed that, epoch milliseconds
     */
    boolean isNeeded(long done, long closedAt) {
        return needed.get() > done || here.size() < partitions && millis.getAsLong() - closedAt >= HEARTBEAT_MS;
    }

    long millis() {
        return millis.getAsLong();
    }
}
