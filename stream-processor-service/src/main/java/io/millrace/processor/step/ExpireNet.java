package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Retention where rows are taken back: a row goes when the watermark has passed its time by the retention, and what comes or
 * goes of it later is passed over. A row without a time stays. At most one row of a key is there at the end of an epoch.
 *
 * <pre>
 * retention 1 h:   +(k, 10:00) … watermark 11:00   →   +(k, 10:00) … forget (k)
 * then:            -(k, 10:00) +(k, 11:30)         →   +(k, 11:30)
 * </pre>
 *
 * A key's state is the sum of its rows' weights and times, each by its weight, so the order of deltas does not matter: when
 * one row is left, the sum of times is its time.
 */
public final class ExpireNet implements Step {
    private final int timeColumn;
    private final int[] keyColumns;
    private final long retentionMs;
    private final Groups groups;
    private final UpsertNet next;
    private final int width;
    private final List<Group> touched = new ArrayList<>();
    private final TreeMap<Long, Set<Group>> byTime = new TreeMap<>();
    private long passed = NO_WATERMARK;

    /**
     * @param width columns of a row
     * @param groups with accumulators {@link Accumulators#lastTime} of the time column
     * @param next with the same key columns
     */
    public ExpireNet(int timeColumn, int[] keyColumns, long retentionMs, int width, Groups groups, UpsertNet next) {
        this.timeColumn = timeColumn;
        this.keyColumns = keyColumns.clone();
        this.retentionMs = retentionMs;
        this.width = width;
        this.groups = groups;
        this.next = next;
    }

    private boolean isDue(long time) {
        return passed != NO_WATERMARK && time <= passed - retentionMs;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (row[timeColumn] instanceof Long time) {
            if (isDue(time)) {
                return;
            }
            Group group = groups.touch(row, keyColumns);
            if (!group.touched) {
                group.touched = true;
                touched.add(group);
                unschedule(group);
            }
            group.rows += weight;
            group.longs[0] += weight * time;
        }
        next.push(row, weight);
    }

    private void schedule(Group group) {
        byTime.computeIfAbsent(group.longs[0], absent -> new HashSet<>()).add(group);
    }

    private void unschedule(Group group) {
        Set<Group> same = byTime.get(group.longs[0]);
        if (same != null && same.remove(group) && same.isEmpty()) {
            byTime.remove(group.longs[0]);
        }
    }

    @Override
    public void flush(long watermark) {
        for (Group group : touched) {
            group.touched = false;
            if (group.rows == 0) {
                groups.remove(group);
            } else {
                schedule(group);
            }
        }
        touched.clear();
        passed = watermark;
        while (!byTime.isEmpty() && isDue(byTime.firstKey())) {
            byTime.pollFirstEntry().getValue().forEach(this::forget);
        }
    }

    private void forget(Group group) {
        @Nullable Object[] gone = new @Nullable Object[width];
        for (int i = 0; i < keyColumns.length; i++) {
            gone[keyColumns[i]] = group.key[i];
        }
        next.forget(gone);
        groups.remove(group);
    }

    @Override
    public void resume(long watermark) {
        passed = watermark;
        byTime.clear();
        groups.forEach(this::schedule);
    }
}
