package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of OVER for the rows of one partition after the other. Of rows that are asked for in their order, a frame that keeps
 * its start is summed up on the way; any other is put together of branches of the tree, but for DISTINCT.
 */
final class EvaluateOver {
    private final List<OverCall> calls;
    private final FramePlaces places;
    private final Accumulators accumulators;
    private final @Nullable OverBase bases;
    private final List<Running> sums = new ArrayList<>();
    /** By call the frame's sum, and the aggregate's place in it; without meaning for others. */
    private final int[] sumOf;

    private final int[] aggregateOf;
    /** By call; null for those that are not DISTINCT. */
    private final @Nullable DistinctFrame[] distinct;

    private final boolean dense;
    private RowTree tree;
    private @Nullable Group base;

    /** The sum of a frame, as it was for the last row. */
    private static final class Running {
        private final Frame frame;
        private int from;
        private int to;
        private @Nullable Group group;

        private Running(Frame frame) {
            this.frame = frame;
        }
    }

    /** @param bases of rows that were given up; null where none are */
    EvaluateOver(List<OverCall> calls, OrderedRows rows, @Nullable OverBase bases) {
        this.calls = List.copyOf(calls);
        this.places = new FramePlaces(rows.order());
        this.accumulators = rows.accumulators();
        this.bases = bases;
        this.sumOf = new int[calls.size()];
        this.aggregateOf = new int[calls.size()];
        this.distinct = new @Nullable DistinctFrame[calls.size()];
        int aggregates = 0;
        for (int i = 0; i < sumOf.length; i++) {
            if (!(calls.get(i) instanceof OverCall.Aggregated aggregated)) {
                continue;
            }
            if (aggregated.isDistinct()) {
                distinct[i] = new DistinctFrame(aggregated);
            } else {
                sumOf[i] = sumOf(aggregated.frame());
                aggregateOf[i] = aggregates++;
            }
        }
        this.dense = calls.stream()
                .anyMatch(call -> call instanceof OverCall.Place number && number.count() == OverCall.Count.DENSE_RANK);
        this.tree = new RowTree(rows.order(), accumulators);
    }

    private int sumOf(Frame frame) {
        for (int i = 0; i < sums.size(); i++) {
            if (sums.get(i).frame.equals(frame)) {
                return i;
            }
        }
        sums.add(new Running(frame));
        return sums.size() - 1;
    }

    /** Turns to the rows of a partition as they are now. */
    void turnTo(RowTree partition, @Nullable Group given) {
        tree = partition;
        base = given;
        sums.forEach(running -> running.group = null);
        for (@Nullable DistinctFrame frame : distinct) {
            if (frame != null) {
                frame.turn();
            }
        }
    }

    /**
     * Values of a row, one a function.
     *
     * @throws EvaluationException where an aggregate is not a value of its type
     */
    @Nullable
    Object[] of(RowTree.Node node, int place) {
        if (dense) {
            node.dense = dense(node, place);
        }
        @Nullable Object[] values = new @Nullable Object[calls.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (calls.get(i)) {
                case OverCall.Place number -> number(number, node, place);
                case OverCall.Shift shift -> shifted(shift, node, place);
                case OverCall.Pick pick -> picked(i, pick, node, place);
                case OverCall.Aggregated aggregated -> aggregate(i, node, place);
            };
        }
        return values;
    }

    private long given() {
        return base == null ? 0 : base.rows;
    }

    private long dense(RowTree.Node node, int place) {
        if (place == 0) {
            return 1 + (bases == null ? 0 : bases.peers(base));
        }
        long before = tree.at(place - 1).dense;
        return places.first(tree, node.row) == place ? before + 1 : before;
    }

    private long number(OverCall.Place number, RowTree.Node node, int place) {
        return switch (number.count()) {
            case ROW_NUMBER -> given() + place + 1;
            case RANK -> given() + places.first(tree, node.row) + 1;
            case DENSE_RANK -> node.dense;
        };
    }

    private @Nullable Object shifted(OverCall.Shift shift, RowTree.Node node, int place) {
        long other = place + shift.distance();
        if (other >= 0 && other < tree.size()) {
            return tree.at((int) other).row[shift.argument()];
        }
        return shift.otherwise() < 0 ? null : node.row[shift.otherwise()];
    }

    private @Nullable Object picked(int call, OverCall.Pick pick, RowTree.Node node, int place) {
        int from = places.from(pick.frame(), tree, place, node.row);
        int to = places.to(pick.frame(), tree, place, node.row);
        long picked = pick.place() == 0 ? to - 1 : from + pick.place() - 1;
        if (pick.place() > 0 && pick.frame().hasNoStart()) {
            if (bases != null && base != null && pick.place() <= base.rows) {
                return bases.picked(base, call);
            }
            picked -= given();
        }
        return picked >= from && picked < to ? tree.at((int) picked).row[pick.argument()] : null;
    }

    private @Nullable Object aggregate(int call, RowTree.Node node, int place) {
        DistinctFrame frame = distinct[call];
        if (frame == null) {
            return accumulators.result(sum(sums.get(sumOf[call]), node, place), aggregateOf[call]);
        }
        int from = places.from(frame.frame(), tree, place, node.row);
        int to = Math.max(from, places.to(frame.frame(), tree, place, node.row));
        if (bases != null && base != null && frame.frame().hasNoStart()) {
            return frame.result(tree, from, to, bases.distinct(base, call));
        }
        return frame.result(tree, from, to, null);
    }

    private Group sum(Running running, RowTree.Node node, int place) {
        int from = places.from(running.frame, tree, place, node.row);
        int to = Math.max(from, places.to(running.frame, tree, place, node.row));
        Group group = running.group;
        if (group == null || from != running.from || to < running.to) {
            group = tree.noSum();
            if (bases != null && base != null && running.frame.hasNoStart()) {
                bases.addTo(group, base, accumulators);
            }
            tree.sum(from, to, group);
        } else {
            tree.sum(running.to, to, group);
        }
        running.group = group;
        running.from = from;
        running.to = to;
        return group;
    }
}
