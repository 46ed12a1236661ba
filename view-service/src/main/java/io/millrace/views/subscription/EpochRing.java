package io.millrace.views.subscription;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest epochs of a view version, as many as have room. Confined to its owner's lock. */
final class EpochRing {
    private final ArrayDeque<EpochEvents> epochs = new ArrayDeque<>();
    private long base;
    private long bytes;

    /** @param base the epoch behind which nothing is missing */
    EpochRing(long base) {
        this.base = base;
    }

    void add(EpochEvents epoch) {
        epochs.add(epoch);
        bytes += epoch.bytes();
    }

    /** Drops the oldest epochs until the rest has room, but for the newest. */
    void trim(long bytesMax) {
        while (bytes > bytesMax && epochs.size() > 1) {
            EpochEvents oldest = epochs.remove();
            bytes -= oldest.bytes();
            base = oldest.number();
        }
    }

    /** Whether every change behind the epoch is here, or is yet to come. */
    boolean covers(long epoch) {
        return epoch >= base;
    }

    /**
     * The epochs that come after one, oldest first; null where some of them are no longer here.
     *
     * @param bytesMax after which no more are given
     */
    @Nullable
    List<EpochEvents> after(long epoch, long bytesMax) {
        if (!covers(epoch)) {
            return null;
        }
        ArrayDeque<EpochEvents> wanted = new ArrayDeque<>();
        for (Iterator<EpochEvents> newest = epochs.descendingIterator(); newest.hasNext(); ) {
            EpochEvents next = newest.next();
            if (next.number() <= epoch) {
                break;
            }
            wanted.addFirst(next);
        }
        List<EpochEvents> given = new ArrayList<>();
        long size = 0;
        while (!wanted.isEmpty() && size < bytesMax) {
            size += wanted.getFirst().bytes();
            given.add(wanted.removeFirst());
        }
        return given;
    }

    long bytes() {
        return bytes;
    }
}
