package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * GROUP BY. A group that was touched in an epoch puts out the difference between its row before and its row now; a row that
 * did not change is not put out. A group whose result is not a value of its type is refused, and has no row until it is
 * again.
 *
 * <pre>
 * COUNT(*) by k, state a: 2    +(a) +(b)   →   -(a, 2) +(a, 3) +(b, 1)
 * </pre>
 *
 * With windows, the state of a group is given up when the watermark has passed the window's end, for no row can come to it
 * any more; with retention the row is then taken out of the view when it is due.
 */
public final class Aggregate implements Step {
    /**
     * What bounds groups in event time.
     *
     * @param endColumn index of window_end in the group's key; -1 where groups are not bounded
     * @param retentionMs how long after its end a window's row is kept; -1 for ever
     * @param onClose whether a row is put out once, when its window ends, instead of with each change
     */
    public record Windows(int endColumn, long retentionMs, boolean onClose) {
        public static final Windows NONE = new Windows(-1, -1, false);
    }

    private final int[] groupColumns;
    private final Groups groups;
    private final @Nullable Bags bags;
    private final Windows windows;
    private final Refusals refusals;
    private final Step next;
    private final List<Group> touched = new ArrayList<>();
    private final TreeMap<Long, List<Group>> byEnd = new TreeMap<>();
    private long passed = NO_WATERMARK;

    /**
     * @param groupColumns indexes into the input
     * @param bags those of the accumulators of {@code groups}; null where the input is append-only
     * @param refusals take the key of a group whose result is not a value of its type
     */
    public Aggregate(
            int[] groupColumns, Groups groups, @Nullable Bags bags, Windows windows, Refusals refusals, Step next) {
        this.groupColumns = groupColumns.clone();
        this.groups = groups;
        this.bags = bags;
        this.windows = windows;
        this.refusals = refusals;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        Group group = groups.touch(row, groupColumns);
        touch(group);
        groups.accumulators().add(group, row, weight);
    }

    /** Takes what a {@link Combine} put out for one group. */
    public void merge(RowReader part) {
        Group group = groups.touch(groups.keys().read(part));
        touch(group);
        groups.accumulators().merge(group, part);
    }

    private void touch(Group group) {
        if (group.touched) {
            return;
        }
        if (group.rows == 0) {
            index(group);
        } else if (!windows.onClose) {
            group.before = resultOrNull(group);
        }
        group.touched = true;
        touched.add(group);
    }

    private void index(Group group) {
        if (windows.endColumn >= 0 && group.key[windows.endColumn] instanceof Long end) {
            byEnd.computeIfAbsent(end, absent -> new ArrayList<>()).add(group);
        }
    }

    private @Nullable Object @Nullable [] resultOrNull(Group group) {
        try {
            return groups.accumulators().result(group);
        } catch (EvaluationException e) {
            return null;
        }
    }

    private @Nullable Object @Nullable [] resultOrRefuse(Group group) {
        try {
            return groups.accumulators().result(group);
        } catch (EvaluationException e) {
            String detail = e.getMessage();
            refusals.refuse(e.code(), detail == null ? e.code() : detail, group.key);
            return null;
        }
    }

    @Override
    public void flush(long watermark) {
        for (Group group : touched) {
            @Nullable Object @Nullable [] before = group.before;
            group.touched = false;
            group.before = null;
            if (!windows.onClose) {
                putOut(before, resultOrRefuse(group));
            }
            if (group.rows == 0) {
                remove(group);
            }
        }
        touched.clear();
        if (windows.endColumn >= 0 && watermark > passed) {
            pass(watermark);
        }
    }

    private void putOut(@Nullable Object @Nullable [] before, @Nullable Object @Nullable [] after) {
        if (before != null && after != null && Values.same(before, after, after.length)) {
            return;
        }
        if (before != null) {
            next.push(before, -1);
        }
        if (after != null) {
            next.push(after, 1);
        }
    }

    private void pass(long watermark) {
        if (windows.onClose) {
            byEnd.subMap(passed, false, watermark, true).values().forEach(closed -> {
                for (Group group : closed) {
                    if (groups.holds(group)) {
                        putOut(null, resultOrRefuse(group));
                    }
                }
            });
        }
        passed = watermark;
        long due = windows.retentionMs < 0 ? watermark : watermark - windows.retentionMs;
        while (!byEnd.isEmpty() && byEnd.firstKey() <= due) {
            for (Group group : byEnd.pollFirstEntry().getValue()) {
                if (groups.holds(group)) {
                    if (windows.retentionMs >= 0) {
                        putOut(resultOrNull(group), null);
                    }
                    remove(group);
                }
            }
        }
    }

    private void remove(Group group) {
        groups.remove(group);
        if (bags != null) {
            bags.removeAll(group.key);
        }
    }

    @Override
    public void resume(long watermark) {
        passed = watermark;
        byEnd.clear();
        if (windows.endColumn >= 0) {
            groups.forEach(this::index);
        }
    }
}
