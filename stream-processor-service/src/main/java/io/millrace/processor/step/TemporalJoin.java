package io.millrace.processor.step;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Joins each row of the left with the version of its key on the right that was valid at its time: the last one whose time is
 * not behind it; of versions of one time the one that came last. A row of the left waits until the watermark has passed its
 * time, for only then no version can come any more that would change its partner. So what is put out is never taken back.
 *
 * <pre>
 * right: (EUR, 9:00, 1.1) (EUR, 9:30, 1.2)   left: (9:15, EUR) (8:00, EUR)   watermark 9:20
 *   →   (9:15, EUR, EUR, 9:00, 1.1)   outer, too: (8:00, EUR, null, null, null)
 * </pre>
 *
 * A row with a null in its key, or without a time, has no partner; nor is a version without a time one of any row. Both inputs
 * are append-only. A version is given up when a later one is valid for all rows that are yet to come.
 */
public final class TemporalJoin implements Step {
    /**
     * Of the inputs.
     *
     * @param left column of the left's time
     * @param right column of the time from which a version is valid
     * @param leftDelayMs a row of the left comes no later than when the watermark has passed its time by this
     * @param validMs how long a version is valid at most; -1 until the next one
     */
    public record Times(int left, int right, long leftDelayMs, long validMs) {}

    /**
     * How rows of the left are put out.
     *
     * @param outer whether one without a partner is, padded with nulls
     * @param condition what else must hold of partners, over left and right columns: null for false; or null for nothing. An
     *     earlier version does not take the place of one for which it does not hold
     */
    public record On(boolean outer, @Nullable RowFunction condition) {}

    private final Times times;
    private final On on;
    private final int[] leftKeys;
    private final Refusals refusals;
    private final Step next;
    private final Index left;
    private final Index right;
    private final Evictions waiting;
    private final Evictions expiring;
    private final PriorityQueue<Due> superseding = new PriorityQueue<>(Comparator.comparingLong(Due::time));
    private final @Nullable Object[] scratch;
    private final @Nullable Object[] probe;

    /** A version, and when it stands in for all that are before it. */
    private record Due(long time, Entry version) {}

    /**
     * The state of the inputs.
     *
     * @param left without key columns and without an order
     * @param leftKeys of the left, pairwise of the types of the key columns of the right
     * @param right with the key columns, in order of the time, {@link RowOrder#ascending}
     */
    public record Inputs(Index left, int[] leftKeys, Index right) {}

    public TemporalJoin(Inputs inputs, Times times, On on, Refusals refusals, Step next) {
        RowOrder order = inputs.right.order();
        if (order == null || !order.isAscending(times.right)) {
            throw new IllegalArgumentException("versions need the ascending order of their time");
        }
        this.left = inputs.left;
        this.right = inputs.right;
        this.leftKeys = inputs.leftKeys.clone();
        this.times = times;
        this.on = on;
        this.refusals = refusals;
        this.next = next;
        waiting = new Evictions(times.left, left);
        expiring = new Evictions(times.right, right);
        scratch = new @Nullable Object[left.width() + right.width()];
        probe = new @Nullable Object[right.width()];
    }

    /** Where the rows of the left are pushed to; it is the join that is flushed, when both inputs have been. */
    public Step left() {
        return this::pushLeft;
    }

    /** Where the versions are pushed to, those of one key and time in their order. */
    public Step right() {
        return this::pushRight;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        throw new UnsupportedOperationException("a join takes rows at left() and right()");
    }

    private void pushLeft(@Nullable Object[] row, long weight) {
        requireComing(weight);
        if (!(row[times.left] instanceof Long) || hasNull(row, leftKeys)) {
            putAlone(row, weight);
            return;
        }
        Entry entry = left.at(row);
        if (entry.weight == 0) {
            waiting.add(entry);
        }
        left.add(entry, weight);
    }

    private void pushRight(@Nullable Object[] row, long weight) {
        requireComing(weight);
        if (!(row[times.right] instanceof Long time) || hasNull(row, right.keyColumns())) {
            return;
        }
        Rows versions = right.key(row, right.keyColumns());
        Entry same = versions == null ? null : validAt(versions, time);
        if (same != null && time(same) == time) {
            if (Arrays.equals(same.row, row)) {
                return;
            }
            right.remove(same);
        }
        Entry entry = right.at(row);
        right.add(entry, 1);
        note(entry);
    }

    private static void requireComing(long weight) {
        if (weight <= 0) {
            throw new IllegalStateException("a row was taken back from a join with versions");
        }
    }

    private static boolean hasNull(@Nullable Object[] row, int[] columns) {
        for (int column : columns) {
            if (row[column] == null) {
                return true;
            }
        }
        return false;
    }

    private void note(Entry version) {
        superseding.add(new Due(time(version), version));
        if (times.validMs >= 0) {
            expiring.add(version);
        }
    }

    private long time(Entry version) {
        return version.row[times.right] instanceof Long time ? time : Long.MIN_VALUE;
    }

    /** The last version whose time is not behind a time; null where there is none. */
    private @Nullable Entry validAt(Rows versions, long time) {
        probe[times.right] = time + 1;
        return versions.lastBefore(probe);
    }

    @Override
    public void flush(long watermark) {
        if (watermark != NO_WATERMARK) {
            waiting.evictBefore(watermark, this::putOut);
            giveUp(watermark - times.leftDelayMs);
        }
        left.settle();
        right.settle();
    }

    private void putOut(Entry entry) {
        @Nullable Object[] row = entry.row;
        long time = row[times.left] instanceof Long value ? value : Long.MIN_VALUE;
        Rows versions = right.key(row, leftKeys);
        Entry valid = versions == null ? null : validAt(versions, time);
        boolean stale = valid != null && times.validMs >= 0 && time(valid) + times.validMs <= time;
        if (valid != null && !stale && matches(row, valid.row)) {
            @Nullable Object[] pair = Arrays.copyOf(row, scratch.length);
            System.arraycopy(valid.row, 0, pair, row.length, valid.row.length);
            next.push(pair, entry.weight);
        } else {
            putAlone(row, entry.weight);
        }
    }

    private boolean matches(@Nullable Object[] row, @Nullable Object[] version) {
        if (on.condition == null) {
            return true;
        }
        System.arraycopy(row, 0, scratch, 0, row.length);
        System.arraycopy(version, 0, scratch, row.length, version.length);
        try {
            return on.condition.apply(scratch) != null;
        } catch (EvaluationException e) {
            String detail = e.getMessage();
            refusals.refuse(e.code(), detail == null ? e.code() : detail, scratch.clone());
            return false;
        }
    }

    private void putAlone(@Nullable Object[] row, long weight) {
        if (on.outer) {
            next.push(Arrays.copyOf(row, scratch.length), weight);
        }
    }

    /** @param complete no row of the left is yet to come, or waits, whose time is before this */
    private void giveUp(long complete) {
        for (Due first = superseding.peek(); first != null && first.time <= complete; first = superseding.peek()) {
            Entry version = superseding.remove().version;
            if (version.held) {
                giveUpBefore(version);
            }
        }
        if (times.validMs >= 0) {
            expiring.evictBefore(complete - times.validMs + 1, expired -> {});
        }
    }

    private void giveUpBefore(Entry version) {
        for (Entry older = version.rows.lastBefore(version.row);
                older != null;
                older = version.rows.lastBefore(version.row)) {
            right.remove(older);
        }
    }

    @Override
    public void resume(long watermark) {
        waiting.rebuild();
        superseding.clear();
        right.forEach(version -> superseding.add(new Due(time(version), version)));
        expiring.rebuild();
    }
}
