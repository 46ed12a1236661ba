package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
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
 * With windows, the state of a group is given up when the watermark has passed the window's end, for no change of it can come
 * any more; with retention that is when its row is due, which is then taken out. What comes all the same to a group that is
 * given up, or whose only row was put out when it closed, is left out: a row that was final stays so.
 */
public final class Aggregate implements Step {
    private final int[] groupColumns;
    private final Groups groups;
    private final @Nullable Bags bags;
    private final WindowBounds windows;
    private final Refusals refusals;
    private final Step next;
    private final List<Group> touched = new ArrayList<>();
    private final @Nullable GroupsByEnd byEnd;
    private long passed = NO_WATERMARK;
    /** What ends here or before takes no changes. */
    private long closed = NO_WATERMARK;

    /**
     * @param groupColumns indexes into the input
     * @param bags those of the accumulators of {@code groups}; null where they have none
     * @param refusals take the key of a group whose result is not a value of its type
     */
    public Aggregate(
            int[] groupColumns,
            Groups groups,
            @Nullable Bags bags,
            WindowBounds windows,
            Refusals refusals,
            Step next) {
        this.groupColumns = groupColumns.clone();
        this.groups = groups;
        this.bags = bags;
        this.windows = windows;
        this.refusals = refusals;
        this.next = next;
        this.byEnd = windows.endColumn() < 0 ? null : new GroupsByEnd(groups, windows.endColumn());
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        Group group = groups.touch(row, groupColumns);
        if (group.open || touch(group)) {
            groups.accumulators().add(group, row, weight);
        }
    }

    /** Takes what a {@link Combine} put out for one group. */
    public void merge(RowReader part) {
        Group group = groups.touch(groups.keys().read(part));
        Accumulators accumulators = groups.accumulators();
        boolean open = group.open || touch(group);
        accumulators.merge(open ? group : accumulators.newGroup(group.key, group.hash), part);
    }

    /** Sees to it that a group is flushed; whether it takes rows. */
    private boolean touch(Group group) {
        if (group.touched) {
            return group.open;
        }
        group.touched = true;
        touched.add(group);
        group.open = byEnd == null || !isClosed(byEnd.endOf(group));
        if (group.open && byEnd != null && group.rows == 0) {
            byEnd.add(group);
        }
        if (group.open && group.rows > 0 && !windows.onClose()) {
            group.before = resultOrNull(group);
        }
        return group.open;
    }

    private boolean isClosed(@Nullable Long end) {
        return end != null && end <= closed;
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
            if (!windows.onClose() && group.open) {
                putOut(before, resultOrRefuse(group));
            }
            group.touched = false;
            group.open = false;
            group.before = null;
            if (group.rows == 0) {
                remove(group);
            }
        }
        touched.clear();
        if (byEnd != null) {
            byEnd.tidy();
            pass(byEnd, windows.complete(watermark));
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

    /** @param complete the last end at which windows are complete now */
    private void pass(GroupsByEnd ends, long complete) {
        if (complete <= passed) {
            return;
        }
        if (windows.onClose()) {
            ends.forEach(passed, complete, group -> putOut(null, resultOrRefuse(group)));
        }
        setPassed(complete);
        ends.drain(windows.givenUp(complete), group -> {
            if (windows.retentionMs() >= 0) {
                putOut(resultOrNull(group), null);
            }
            remove(group);
        });
    }

    private void setPassed(long complete) {
        passed = complete;
        closed = windows.onClose() ? complete : windows.givenUp(complete);
    }

    private void remove(Group group) {
        groups.remove(group);
        if (bags != null) {
            bags.removeAll(group.key);
        }
    }

    @Override
    public void resume(long watermark) {
        setPassed(windows.complete(watermark));
        if (byEnd != null) {
            byEnd.rebuild();
        }
    }
}
