package io.millrace.processor.step;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OVER: values of each row among the rows of its partition, behind the row's columns. A row that comes or goes is looked up in its
 * partition, those whose frames it is in are computed again, and what is put out is the difference.
 *
 * <pre>
 * SUM(v) by t, ROWS 1 PRECEDING, state (a, 1:00, 5) (a, 3:00, 7)
 * +(a, 2:00, 1)   →   +(a, 2:00, 1, 6)   -(a, 3:00, 7, 12)   +(a, 3:00, 7, 8)
 * </pre>
 *
 * <p>Where rows are in the order of their event time and none comes late, a row is given up when neither its own values can change
 * any more nor those of another need it. What was put out of it stays; what others need of all rows before them is kept in one
 * entry a partition.
 */
public final class Over implements Step {
    /**
     * When rows are given up.
     *
     * @param timeColumn the first column of the order, upwards
     * @param delayMs no row comes or goes when the watermark has passed its time by this
     */
    public record Closing(int timeColumn, long delayMs, OverBase base) {}

    private final OrderedRows rows;
    private final List<Frame> frames;
    private final EvaluateOver evaluate;
    private final FramePlaces places;
    private final @Nullable CloseRows close;
    private final Refusals refusals;
    private final Step next;

    /**
     * @param closing null where rows stay until they are taken back
     * @param refusals take rows for which an aggregate is not a value of its type; they are left out until it is again
     */
    public Over(OrderedRows rows, List<OverCall> calls, @Nullable Closing closing, Refusals refusals, Step next) {
        this.rows = rows;
        this.frames = calls.stream().map(OverCall::frame).distinct().toList();
        this.evaluate = new EvaluateOver(calls, rows, closing == null ? null : closing.base());
        this.places = new FramePlaces(rows.order());
        this.close = closing == null ? null : new CloseRows(rows, calls, closing);
        this.refusals = refusals;
        this.next = next;
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (close == null || close.takes(row)) {
            rows.push(row, weight);
        }
    }

    @Override
    public void flush(long watermark) {
        for (OrderedRows.Partition partition : rows.touched()) {
            recompute(partition, partition.change(gone -> putOut(gone.row, gone.results, -1)));
        }
        rows.settle();
        if (close != null) {
            close.pass(watermark);
        }
    }

    private void recompute(OrderedRows.Partition partition, List<@Nullable Object[]> changed) {
        if (changed.isEmpty()) {
            return;
        }
        RowTree tree = partition.tree;
        evaluate.turnTo(tree, close == null ? null : close.base(changed.getFirst()));
        int done = 0;
        for (@Nullable Object[] row : changed) {
            if (close != null) {
                close.added(partition, row);
            }
            int place = tree.before(other -> rows.order().compare(other, row));
            int from = tree.size();
            int to = 0;
            for (Frame frame : frames) {
                from = Math.min(from, places.firstReaching(frame, tree, place, row));
                to = Math.max(to, places.behindReaching(frame, tree, place, row));
            }
            for (int at = Math.max(done, from); at < to; at++) {
                recompute(tree.at(at), at);
            }
            done = Math.max(done, to);
        }
    }

    private void recompute(RowTree.Node node, int place) {
        @Nullable Object @Nullable [] before = node.results;
        node.results = valuesOrRefuse(node, place);
        if (before == null || node.results == null || !Arrays.equals(before, node.results)) {
            putOut(node.row, before, -1);
            putOut(node.row, node.results, 1);
        }
    }

    private @Nullable Object @Nullable [] valuesOrRefuse(RowTree.Node node, int place) {
        try {
            return evaluate.of(node, place);
        } catch (EvaluationException e) {
            String detail = e.getMessage();
            refusals.refuse(e.code(), detail == null ? e.code() : detail, node.row);
            return null;
        }
    }

    private void putOut(@Nullable Object[] row, @Nullable Object @Nullable [] values, int weight) {
        if (values != null) {
            @Nullable Object[] out = Arrays.copyOf(row, row.length + values.length);
            System.arraycopy(values, 0, out, row.length, values.length);
            next.push(out, weight);
        }
    }

    /** What was put out is a function of the rows. */
    @Override
    public void resume(long watermark) {
        rows.forEach(partition -> {
            evaluate.turnTo(partition.tree, close == null ? null : close.base(partition.any()));
            int[] place = {0};
            partition.tree.forEach(node -> node.results = valuesOrNull(node, place[0]++));
        });
        if (close != null) {
            close.resume(watermark);
        }
    }

    private @Nullable Object @Nullable [] valuesOrNull(RowTree.Node node, int place) {
        try {
            return evaluate.of(node, place);
        } catch (EvaluationException e) {
            return null;
        }
    }
}
