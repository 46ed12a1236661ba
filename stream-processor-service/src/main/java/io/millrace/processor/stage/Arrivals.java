package io.millrace.processor.stage;

import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.Step;
import java.util.ArrayList;
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
 * with which point of its source.
 */
final class Arrivals {
    /**
     * Points after the last complete epoch that are written for a sender at every commit. One that is far ahead of the others
     * has more, and those are logged one by one, once: how long a partition can stand still is not bounded by a record.
     */
    static final int POINTS_WRITTEN_MAX = 16;

    private record Held(long arrival, byte[] block, boolean logged) {}

    private record Closed(int sender, long epoch) {}

    /** Takes log entries of single points; null where one is to go. */
    interface PointLog {
        void put(int sender, long epoch, @Nullable SourcePoint point);
    }

    private final int senders;
    private final TreeMap<Long, List<Held>> held = new TreeMap<>();
    private final List<TreeMap<Long, SourcePoint>> closed = new ArrayList<>();
    private final List<Long> unlogged = new ArrayList<>();
    private final List<Closed> newlyClosed = new ArrayList<>();
    private final Set<Closed> loggedPoints = new HashSet<>();
    private long arrivals;

    Arrivals(int senders) {
        this.senders = senders;
        for (int i = 0; i < senders; i++) {
            closed.add(new TreeMap<>());
        }
    }

    void block(long epoch, byte[] block) {
        held.computeIfAbsent(epoch, absent -> new ArrayList<>()).add(new Held(++arrivals, block, false));
        unlogged.add(epoch);
    }

    /** Returns whether the sender's source has moved since its epoch before. */
    boolean close(int sender, long epoch, SourcePoint point) {
        if (sender >= senders) {
            throw new IllegalStateException("sender " + sender + " of " + senders);
        }
        Map.Entry<Long, SourcePoint> before = closed.get(sender).lastEntry();
        closed.get(sender).put(epoch, point);
        newlyClosed.add(new Closed(sender, epoch));
        return before == null || !before.getValue().equals(point);
    }

    /** The last epoch that all senders have closed, or -1. */
    long complete() {
        long epoch = Long.MAX_VALUE;
        for (TreeMap<Long, SourcePoint> sender : closed) {
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
        for (TreeMap<Long, SourcePoint> sender : closed) {
            epoch = sender.isEmpty() ? epoch : Math.max(epoch, sender.lastKey());
        }
        return epoch;
    }

    /** Epochs after {@code done} and up to {@code last} in which something came or was closed, and {@code last}. */
    List<Long> epochs(long done, long last) {
        TreeSet<Long> epochs = new TreeSet<>(held.headMap(last, true).keySet());
        for (TreeMap<Long, SourcePoint> sender : closed) {
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

    /** Per source partition its point as of the end of an epoch; the start, where the sender had closed none by then. */
    List<SourcePoint> points(long epoch) {
        List<SourcePoint> points = new ArrayList<>(senders);
        for (int sender = 0; sender < senders; sender++) {
            Map.Entry<Long, SourcePoint> last = closed.get(sender).floorEntry(epoch);
            points.add(last == null ? SourcePoint.start(sender) : last.getValue());
        }
        return points;
    }

    /** Event time up to which all source partitions are complete as of the end of an epoch. */
    long watermark(long epoch, long delayMs) {
        long watermark = Long.MAX_VALUE;
        for (TreeMap<Long, SourcePoint> sender : closed) {
            Map.Entry<Long, SourcePoint> last = sender.floorEntry(epoch);
            if (last == null) {
                return Step.NO_WATERMARK;
            }
            watermark = Math.min(watermark, last.getValue().watermark(delayMs));
        }
        return watermark;
    }

    /** Forgets what was closed before the last epoch of each sender that is not after {@code epoch}. */
    void trim(long epoch) {
        for (TreeMap<Long, SourcePoint> sender : closed) {
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

    void restoreHeld(long arrival, byte @Nullable [] block) {
        held.values().forEach(blocks -> blocks.removeIf(known -> known.arrival == arrival));
        held.values().removeIf(List::isEmpty);
        arrivals = Math.max(arrivals, arrival);
        if (block != null) {
            RowReader in = new RowReader(block);
            ExchangeFormat.open(in);
            in.getVarint();
            held.computeIfAbsent(in.getVarint(), absent -> new ArrayList<>()).add(new Held(arrival, block, true));
        }
    }

    /** Of each sender the last point that is not after {@code done}, and the first ones after it. */
    void writeClosed(RowWriter out, long done) {
        out.putVarint(senders);
        for (TreeMap<Long, SourcePoint> sender : closed) {
            Map<Long, SourcePoint> written = written(sender, done);
            out.putVarint(written.size());
            written.forEach((epoch, point) -> point.write(out.putVarint(epoch)));
        }
    }

    private static Map<Long, SourcePoint> written(TreeMap<Long, SourcePoint> sender, long done) {
        Map<Long, SourcePoint> written = new LinkedHashMap<>();
        Long last = sender.floorKey(done);
        for (Map.Entry<Long, SourcePoint> next :
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
            TreeMap<Long, SourcePoint> sender = closed.get(point.sender);
            SourcePoint known = sender.get(point.epoch);
            if (known != null && !written(sender, done).containsKey(point.epoch) && loggedPoints.add(point)) {
                log.put(point.sender, point.epoch, known);
            }
        }
        newlyClosed.clear();
    }

    void restorePoint(int sender, long epoch, @Nullable SourcePoint point) {
        Closed key = new Closed(sender, epoch);
        if (point == null) {
            loggedPoints.remove(key);
        } else {
            loggedPoints.add(key);
            closed.get(sender).put(epoch, point);
        }
    }

    /** Points that were logged one by one are there already. */
    void readClosed(RowReader in, long done) {
        long count = in.getVarint();
        if (count != senders) {
            throw new IllegalStateException("the log knows " + count + " senders, the plan " + senders);
        }
        for (TreeMap<Long, SourcePoint> sender : closed) {
            for (long i = in.getVarint(); i > 0; i--) {
                sender.put(in.getVarint(), SourcePoint.read(in));
            }
        }
        trim(done);
    }
}
