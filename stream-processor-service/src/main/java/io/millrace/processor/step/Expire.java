package io.millrace.processor.step;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Retention of a projection: a key's row goes when the watermark has passed its time by the retention. The latest row of a
 * key counts; a row without a time stays.
 *
 * <pre>
 * retention 1 h:   +(k, 10:00) … watermark 11:00   →   +(k, 10:00) … -(k)
 * </pre>
 */
public final class Expire implements Step {
    private final int timeColumn;
    private final int[] keyColumns;
    private final long retentionMs;
    private final Groups groups;
    private final Step next;
    private final int width;
    private final TreeMap<Long, Set<Group>> byTime = new TreeMap<>();

    /**
     * @param width columns of a row
     * @param groups with accumulators {@link Accumulators#lastTime} of the time column
     */
    public Expire(int timeColumn, int[] keyColumns, long retentionMs, int width, Groups groups, Step next) {
        this.timeColumn = timeColumn;
        this.keyColumns = keyColumns.clone();
        this.retentionMs = retentionMs;
        this.width = width;
        this.groups = groups;
        this.next = next;
    }

    private Set<Group> at(long time) {
        return byTime.computeIfAbsent(time, absent -> new HashSet<>());
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        Group group = groups.touch(row, keyColumns);
        if (group.rows > 0) {
            forget(group);
        }
        if (row[timeColumn] instanceof Long time) {
            group.rows = 1;
            group.longs[0] = time;
            at(time).add(group);
        } else {
            groups.remove(group);
        }
        next.push(row, weight);
    }

    private void forget(Group group) {
        Set<Group> same = byTime.get(group.longs[0]);
        if (same != null && same.remove(group) && same.isEmpty()) {
            byTime.remove(group.longs[0]);
        }
    }

    @Override
    public void flush(long watermark) {
        if (watermark == NO_WATERMARK) {
            return;
        }
        while (!byTime.isEmpty() && byTime.firstKey() <= watermark - retentionMs) {
            for (Group group : byTime.pollFirstEntry().getValue()) {
                @Nullable Object[] gone = new @Nullable Object[width];
                for (int i = 0; i < keyColumns.length; i++) {
                    gone[keyColumns[i]] = group.key[i];
                }
                next.push(gone, -1);
                groups.remove(group);
            }
        }
    }

    @Override
    public void resume(long watermark) {
        byTime.clear();
        groups.forEach(group -> at(group.longs[0]).add(group));
    }
}
