package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * State of the shape partition → sessions → rows. Sessions follow from their rows, so the log has the rows alone. It need not say
 * that one was given up, for that follows from the watermark.
 */
public final class Sessions implements State {
    private static final long[] NO_LONGS = {};

    private final int tag;
    private final RowCodec codec;
    private final int[] partitionColumns;
    private final int timeColumn;
    private final long gapMs;
    private final GroupTable partitions = new GroupTable();
    private final List<SessionRun> touched = new ArrayList<>();
    private final TreeMap<Long, List<SessionRun>> byEnd = new TreeMap<>();
    private final List<SessionRun.Entry> added = new ArrayList<>();
    private final List<SessionRun.Entry> removed = new ArrayList<>();
    private final Set<SessionRun.Entry> restored = new LinkedHashSet<>();
    /** Those that an earlier release wrote, by their number. */
    private final Map<Long, SessionRun.Entry> restoredAlone = new HashMap<>();

    private final PieceLog<SessionRun.Entry> pieces;
    private final RowWriter keyBytes = new RowWriter(16);
    private long entries;

    /** The sessions of a partition by their start. */
    private static final class Runs {
        final TreeMap<Long, SessionRun> byStart = new TreeMap<>();
    }

    /**
     * @param types of the rows' columns
     * @param partitionColumns whose values rows of a session share, nulls too
     * @param timeColumn index of a TIMESTAMP column
     * @param gapMs the longest time between neighbouring rows of a session, more than 0
     */
    public Sessions(int tag, List<ValueType> types, int[] partitionColumns, int timeColumn, long gapMs) {
        if (gapMs <= 0) {
            throw new IllegalArgumentException("sessions with a gap of " + gapMs + " ms");
        }
        this.tag = tag;
        this.codec = new RowCodec(types);
        this.partitionColumns = partitionColumns.clone();
        this.timeColumn = timeColumn;
        this.gapMs = gapMs;
        this.pieces = new PieceLog<>(tag, new Form());
    }

    @Override
    public int tag() {
        return tag;
    }

    /** Adds a row to the session that it falls into or makes; without a time it falls into none. */
    void add(@Nullable Object[] row, long weight) {
        if (row[timeColumn] instanceof Long time) {
            SessionRun.Entry entry = new SessionRun.Entry(-1, row, weight);
            added.add(entry);
            SessionRun run = add(entry, time);
            if (!run.touched) {
                run.touched = true;
                touched.add(run);
            }
        }
    }

    private SessionRun add(SessionRun.Entry entry, long time) {
        SessionRun run = join(partition(entry.row), time);
        run.add(entry);
        entries++;
        return run;
    }

    private Group partition(@Nullable Object[] row) {
        int hash = Values.hash(row, partitionColumns);
        Group partition = partitions.find(row, partitionColumns, hash);
        if (partition == null) {
            partition = new Group(Values.pick(row, partitionColumns), hash, NO_LONGS, new Object[] {new Runs()});
            partitions.add(partition);
        }
        return partition;
    }

    private static TreeMap<Long, SessionRun> runs(Group partition) {
        if (partition.objects[0] instanceof Runs runs) {
            return runs.byStart;
        }
        throw new IllegalStateException("a partition without runs");
    }

    /** The session that includes a time: one or two that are there, or a new one. */
    private SessionRun join(Group partition, long time) {
        TreeMap<Long, SessionRun> runs = runs(partition);
        SessionRun run = null;
        Map.Entry<Long, SessionRun> before = runs.floorEntry(time);
        if (before != null && time <= before.getValue().end(gapMs)) {
            run = before.getValue();
        }
        Map.Entry<Long, SessionRun> behind = runs.higherEntry(time);
        if (behind != null && behind.getKey() <= time + gapMs) {
            runs.remove(behind.getKey());
            run = run == null ? behind.getValue() : merged(run, behind.getValue());
        }
        if (run == null) {
            run = new SessionRun(partition, time);
        }
        run.reach(time);
        runs.put(run.start(), run);
        return run;
    }

    /** The larger of two takes the rows of the other. */
    private static SessionRun merged(SessionRun left, SessionRun right) {
        SessionRun large = left.size() < right.size() ? right : left;
        large.absorb(large == left ? right : left);
        return large;
    }

    /** Puts out what changed since the last call. */
    void show(SessionRun.Shown shown) {
        for (SessionRun run : touched) {
            if (!run.merged) {
                run.show(gapMs, shown);
                note(run);
            }
        }
        touched.clear();
    }

    private void note(SessionRun run) {
        long end = run.end(gapMs);
        if (run.notedEnd != end) {
            run.notedEnd = end;
            byEnd.computeIfAbsent(end, absent -> new ArrayList<>()).add(run);
        }
    }

    /** Forgets the sessions that no row can come to which is at the watermark or behind it. All must have been shown. */
    void giveUp(long watermark) {
        while (!byEnd.isEmpty() && byEnd.firstKey() < watermark) {
            Map.Entry<Long, List<SessionRun>> due = byEnd.pollFirstEntry();
            for (SessionRun run : due.getValue()) {
                if (!run.merged && run.end(gapMs) == due.getKey()) {
                    remove(run);
                }
            }
        }
    }

    private void remove(SessionRun run) {
        TreeMap<Long, SessionRun> runs = runs(run.partition);
        runs.remove(run.start());
        if (runs.isEmpty()) {
            partitions.remove(run.partition);
        }
        run.forEach(entry -> {
            entry.gone = true;
            if (entry.isInPiece() || entry.number >= 0) {
                removed.add(entry);
            }
        });
        entries -= run.size();
    }

    /** A row and how many times it came. */
    private final class Form implements PieceLog.Form<SessionRun.Entry> {
        @Override
        public void write(SessionRun.Entry entry, boolean present, RowWriter out) {
            codec.write(entry.row, out.putZigzag(entry.weight));
        }

        @Override
        public SessionRun.Entry read(RowReader in) {
            long weight = in.getZigzag();
            SessionRun.Entry entry = new SessionRun.Entry(-1, codec.read(in), weight);
            restored.add(entry);
            return entry;
        }

        @Override
        public void remove(SessionRun.Entry entry) {
            restored.remove(entry);
        }
    }

    @Override
    public void logTo(Log log) {
        for (SessionRun.Entry entry : removed) {
            pieces.forget(entry);
            if (entry.number >= 0) {
                log.put(keyBytes.clear().putByte(tag).putVarint(entry.number), null);
            }
        }
        for (SessionRun.Entry entry : added) {
            if (!entry.gone) {
                pieces.put(entry);
            }
        }
        removed.clear();
        added.clear();
        pieces.writeTo(log);
    }

    @Override
    public void restorePiece(long number, @Nullable RowReader value) {
        pieces.restore(number, value);
    }

    @Override
    public void restore(RowReader key, @Nullable RowReader value) {
        long number = key.getVarint();
        SessionRun.Entry before = restoredAlone.remove(number);
        if (before != null) {
            restored.remove(before);
        }
        if (value != null) {
            long weight = value.getZigzag();
            SessionRun.Entry entry = new SessionRun.Entry(number, codec.read(value), weight);
            restoredAlone.put(number, entry);
            restored.add(entry);
        }
    }

    /** Makes sessions of the rows that were restored, without those that were given up; all has been put out. */
    void resume(long watermark) {
        restored.forEach(entry -> {
            if (entry.row[timeColumn] instanceof Long time) {
                add(entry, time);
            }
        });
        restored.clear();
        restoredAlone.clear();
        partitions.forEach(partition -> runs(partition).values().forEach(run -> {
            run.markShown(gapMs);
            note(run);
        }));
        giveUp(watermark);
    }

    @Override
    public long entries() {
        return entries + restored.size();
    }

    /** How many partitions have sessions. */
    int partitions() {
        return partitions.size();
    }
}
