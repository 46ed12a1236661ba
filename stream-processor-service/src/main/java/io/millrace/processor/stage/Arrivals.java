package io.millrace.processor.stage;

import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What has come over an exchange: blocks by epoch until all senders have closed it, and which epochs each sender has closed
 * with which cut of its sources.
 */
final class Arrivals {
    /**
     * Points after the last complete epoch that are written for a sender at every commit. One that is far ahead of the others
     * has more, and those are logged one by one, once: how long a partition can stand still is not bounded by a record.
     */
    static final int POINTS_WRITTEN_MAX = 16;

    private record Held(long arrival, byte[] block, boolean logged) {}

    private record Closed(int sender, long epoch) {}

    /** Takes log entries of single cuts; null where one is to go. */
    interface PointLog {
        void put(int sender, long epoch, @Nullable SourceCut cut);
    }

    private final int senders;
    private final int[] sources;
    private final TreeMap<Long, List<Held>> held = new TreeMap<>();
    private final List<TreeMap<Long, SourceCut>> closed = new ArrayList<>();
    private final List<Long> unlogged = new ArrayList<>();
    private final List<Closed> newlyClosed = new ArrayList<>();
    private final Set<Closed> loggedPoints = new HashSet<>();
    /** By arrival, until the stage begins. */
    private final TreeMap<Long, byte[]> restored = new TreeMap<>();

    private long arrivals;

    /** @param sources the source partitions below the exchange, ascending */
    Arrivals(int senders, int[] sources) {
        this.senders = senders;
        this.sources = sources.clone();
        for (int i = 0; i < senders; i++) {
            closed.add(new TreeMap<>());
        }
    }

    void block(long epoch, byte[] block) {
        held.computeIfAbsent(epoch, absent -> new ArrayList<>()).add(new Held(++arrivals, block, false));
        unlogged.add(epoch);
    }

    /** Returns whether the sender's sources have moved since its epoch before. */
    boolean close(int sender, long epoch, SourceCut cut) {
        if (sender >= senders) {
            throw new IllegalStateException("sender " + sender + " of " + senders);
        }
        Map.Entry<Long, SourceCut> before = closed.get(sender).lastEntry();
        closed.get(sender).put(epoch, cut);
        newlyClosed.add(new Closed(sender, epoch));
        return before == null || !before.getValue().equals(cut);
    }

    /** The last epoch that all senders have closed, or -1. */
    long complete() {
        long epoch = Long.MAX_VALUE;
        for (TreeMap<Long, SourceCut> sender : closed) {
            if (sender.isEmpty()) {
                return -1;
            }
            epoch = Math.min(epoch, sender.lastKey());
        }
        return epoch;
    }

    /** The greatest epoch that anybody has closed, or -1. */
    long greatest() {
        long epoch = -1;
        for (TreeMap<Long, SourceCut> sender : closed) {
            epoch = sender.isEmpty() ? epoch : Math.max(epoch, sender.lastKey());
        }
        return epoch;
    }

    /** Epochs after {@code done} and up to {@code last} in which something came or was closed, and {@code last}. */
    List<Long> epochs(long done, long last) {
        TreeSet<Long> epochs = new TreeSet<>(held.headMap(last, true).keySet());
        for (TreeMap<Long, SourceCut> sender : closed) {
            epochs.addAll(sender.subMap(done, false, last, true).keySet());
        }
        epochs.add(last);
        return List.copyOf(epochs);
    }

    /** Takes the blocks of an epoch, in order of arrival. The consumer's number is the arrival where it was logged, else -1. */
    void take(long epoch, ObjLongConsumer<byte[]> consumer) {
        List<Held> blocks = held.remove(epoch);
        if (blocks != null) {
            for (Held block : blocks) {
                consumer.accept(block.block, block.logged ? block.arrival : -1);
            }
        }
    }

    /**
     * Per source partition its point as of the end of an epoch; the start, where no sender had closed one by then. Where
     * several senders tell of a source, all that have closed the epoch say the same, and one that had nothing to say is behind.
     */
    List<SourcePoint> points(long epoch) {
        @Nullable SourcePoint[] points = new @Nullable SourcePoint[sources.length];
        for (TreeMap<Long, SourceCut> sender : closed) {
            Map.Entry<Long, SourceCut> last = sender.floorEntry(epoch);
            if (last != null) {
                last.getValue().points().forEach(point -> later(points, point));
            }
        }
        List<SourcePoint> known = new ArrayList<>(points.length);
        for (int i = 0; i < points.length; i++) {
            SourcePoint point = points[i];
            known.add(point == null ? SourcePoint.start(sources[i]) : point);
        }
        return known;
    }

    private void later(@Nullable SourcePoint[] points, SourcePoint point) {
        int index = Arrays.binarySearch(sources, point.source());
        SourcePoint known = points[index];
        if (known == null || point.nextOffset() > known.nextOffset()) {
            points[index] = point;
        }
    }

    /** Forgets what was closed before the last epoch of each sender that is not after {@code epoch}. */
    void trim(long epoch) {
        for (TreeMap<Long, SourceCut> sender : closed) {
            Long last = sender.floorKey(epoch);
            if (last != null) {
                sender.headMap(last, false).clear();
            }
        }
    }

    /** Hands out each block that is still held and was not logged yet. */
    void logHeld(ObjLongConsumer<byte[]> log) {
        for (Long epoch : unlogged) {
            List<Held> blocks = held.get(epoch);
            if (blocks != null) {
                blocks.replaceAll(block -> {
                    if (!block.logged) {
                        log.accept(block.block, block.arrival);
                    }
                    return new Held(block.arrival, block.block, true);
                });
            }
        }
        unlogged.clear();
    }

    /** A block of the log, or null where it is held no more; {@link #begin} follows. */
    void restoreHeld(long arrival, byte @Nullable [] block) {
        arrivals = Math.max(arrivals, arrival);
        if (block == null) {
            restored.remove(arrival);
        } else {
            restored.put(arrival, block);
        }
    }

    /** Holds what was restored. */
    void begin() {
        restored.forEach((arrival, block) -> {
            RowReader in = new RowReader(block);
            ExchangeFormat.open(in);
            in.getVarint();
            held.computeIfAbsent(in.getVarint(), absent -> new ArrayList<>()).add(new Held(arrival, block, true));
        });
        restored.clear();
    }

    /** Of each sender the last cut that is not after {@code done}, and the first ones after it. */
    void writeClosed(RowWriter out, long done) {
        out.putVarint(senders);
        for (TreeMap<Long, SourceCut> sender : closed) {
            Map<Long, SourceCut> written = written(sender, done);
            out.putVarint(written.size());
            written.forEach((epoch, cut) -> cut.write(out.putVarint(epoch)));
        }
    }

    private static Map<Long, SourceCut> written(TreeMap<Long, SourceCut> sender, long done) {
        Map<Long, SourceCut> written = new LinkedHashMap<>();
        Long last = sender.floorKey(done);
        for (Map.Entry<Long, SourceCut> next :
                sender.tailMap(last == null ? done : last, last != null).entrySet()) {
            if (written.size() > POINTS_WRITTEN_MAX) {
                break;
            }
            written.put(next.getKey(), next.getValue());
        }
        return written;
    }

    /** Logs the points that {@link #writeClosed} leaves out, and takes those out of the log that are not needed any more. */
    void logPoints(long done, PointLog log) {
        loggedPoints.removeIf(point -> {
            boolean over = point.epoch <= done;
            if (over) {
                log.put(point.sender, point.epoch, null);
            }
            return over;
        });
        for (Closed point : newlyClosed) {
            TreeMap<Long, SourceCut> sender = closed.get(point.sender);
            SourceCut known = sender.get(point.epoch);
            if (known != null && !written(sender, done).containsKey(point.epoch) && loggedPoints.add(point)) {
                log.put(point.sender, point.epoch, known);
            }
        }
        newlyClosed.clear();
    }

    void restorePoint(int sender, long epoch, @Nullable SourceCut cut) {
        Closed key = new Closed(sender, epoch);
        if (cut == null) {
            loggedPoints.remove(key);
        } else {
            loggedPoints.add(key);
            closed.get(sender).put(epoch, cut);
        }
    }

    /** Points that were logged one by one are there already. */
    void readClosed(RowReader in, long done) {
        long count = in.getVarint();
        if (count != senders) {
            throw new IllegalStateException("the log knows " + count + " senders, the plan " + senders);
        }
        for (TreeMap<Long, SourceCut> sender : closed) {
            for (long i = in.getVarint(); i > 0; i--) {
                sender.put(in.getVarint(), SourceCut.read(in));
            }
        }
        trim(done);
    }
}
