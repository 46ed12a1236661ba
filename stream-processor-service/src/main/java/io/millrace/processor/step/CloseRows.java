package io.millrace.processor.step;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives up rows of OVER that are in the order of their event time. A row is final when the watermark has passed the end of its
 * frame in time, and as many rows have followed as its frame has. A row that no frame of one that is not final, or still to come,
 * reaches is given up.
 *
 * <pre>
 * ROWS 1 PRECEDING, watermark 4:00:   1:00  2:00  3:00 | 5:00   →   3:00 | 5:00
 * </pre>
 */
final class CloseRows {
    private final OrderedRows rows;
    private final Over.Closing closing;
    private final long rowsBack;
    private final long rowsAhead;
    private final long msBack;
    private final long msAhead;
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::time));
    private long passed = Step.NO_WATERMARK;

    /** A row's time, at which some of its partition may be given up. */
    private record Due(long time, OrderedRows.Partition partition) {}

    CloseRows(OrderedRows rows, List<OverCall> calls, Over.Closing closing) {
        if (!rows.order().isUpwards(closing.timeColumn())) {
            throw new IllegalArgumentException("rows are closed in the order of their time alone");
        }
        this.rows = rows;
        this.closing = closing;
        if (!calls.stream().allMatch(OverCall::canClose)) {
            throw new IllegalArgumentException("rows are never closed for all of " + calls);
        }
        List<Frame> frames = calls.stream().map(OverCall::frame).toList();
        rowsBack = most(frames, true, Frame::back);
        rowsAhead = most(frames, true, Frame::ahead);
        msBack = most(frames, false, Frame::back);
        msAhead = most(frames, false, Frame::ahead);
    }

    private static long most(List<Frame> frames, boolean rows, ToLongFunction<Frame> reach) {
        return frames.stream()
                .filter(frame -> frame.rows() == rows)
                .mapToLong(reach)
                .max()
                .orElse(0);
    }

    /**
     * Whether a row has a time.
     *
     * @throws IllegalStateException where it comes when no row of its time can come any more
     */
    boolean takes(@Nullable Object[] row) {
        if (!(row[closing.timeColumn()] instanceof Long time)) {
            return false;
        }
        if (time < passed) {
            throw new IllegalStateException("a row of " + time + " came to OVER when " + passed + " had passed");
        }
        return true;
    }

    /** What was given up of the partition of a row; null where nothing was. */
    @Nullable
    Group base(@Nullable Object[] row) {
        return closing.base().of(row);
    }

    void added(OrderedRows.Partition partition, @Nullable Object[] row) {
        queue.add(new Due(time(row), partition));
    }

    private long time(@Nullable Object[] row) {
        return row[closing.timeColumn()] instanceof Long time ? time : Long.MIN_VALUE;
    }

    void pass(long watermark) {
        if (watermark == Step.NO_WATERMARK) {
            return;
        }
        passed = FramePlaces.saturated(watermark, -closing.delayMs());
        long due = FramePlaces.saturated(FramePlaces.saturated(passed, -msAhead), -msBack);
        OrderedRows.Partition last = null;
        for (Due first = queue.peek(); first != null && first.time < due; first = queue.peek()) {
            OrderedRows.Partition partition = queue.remove().partition;
            if (partition != last) {
                giveUp(partition);
                last = partition;
            }
        }
    }

    private void giveUp(OrderedRows.Partition partition) {
        RowTree tree = partition.tree;
        int gone = goneBefore(tree);
        if (gone > 0 && gone < tree.size()) {
            gone = new FramePlaces(rows.order()).first(tree, tree.at(gone).row);
        }
        RowTree.Node before = null;
        for (int i = 0; i < gone; i++) {
            RowTree.Node node = tree.at(0);
            boolean newPeers = before == null || rows.order().comparePeers(before.row, node.row) != 0;
            closing.base().take(node.row, newPeers);
            partition.remove(node);
            before = node;
        }
        rows.tidy(partition);
    }

    /** How many rows no frame reaches any more. */
    private int goneBefore(RowTree tree) {
        int closed = before(tree, passed);
        long notFinal = Math.min(before(tree, FramePlaces.saturated(passed, -msAhead)), closed - rowsAhead);
        if (notFinal <= 0) {
            return 0;
        }
        long first = notFinal < tree.size() ? Math.min(passed, time(tree.at((int) notFinal).row)) : passed;
        int reached = before(tree, FramePlaces.saturated(first, -msBack));
        return (int) Math.max(0, Math.min(reached, notFinal - rowsBack));
    }

    /** How many rows are before a time. */
    private int before(RowTree tree, long time) {
        return tree.before(row -> Long.compare(time(row), time));
    }

    void resume(long watermark) {
        passed = watermark == Step.NO_WATERMARK ? watermark : FramePlaces.saturated(watermark, -closing.delayMs());
        queue.clear();
        rows.forEach(partition -> partition.tree.forEach(node -> added(partition, node.row)));
    }
}
