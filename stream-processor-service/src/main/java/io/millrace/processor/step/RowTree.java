package io.millrace.processor.step;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition in their order, each once: a treap that knows places, and of its larger branches what aggregates
 * come to. Everything but going through all rows takes steps as the logarithm of their number.
 *
 * <p>Aragon and Seidel, Randomized Search Trees, 1989; what is random here is the hash of a row, so that a tree is a function of
 * its rows.
 */
final class RowTree {
    /** Smaller branches are summed up row by row. */
    private static final int SUMMED_MIN = 16;

    private static final @Nullable Object[] NO_KEY = {};

    /** A row, and what was put out of it. */
    static final class Node {
        final @Nullable Object[] row;
        private final int priority;
        private @Nullable Node left;
        private @Nullable Node right;
        private int size = 1;
        private @Nullable Group sums;

        /** What functions came to when they were last computed; null where one of them had no value. */
        @Nullable
        Object @Nullable [] results;

        /** The number of its value of the order among those of the partition, 1-based, where that is asked for. */
        long dense;
        /** Not taken out yet. */
        boolean held = true;
        /** Touched since the state was last logged. */
        boolean unlogged;
        /** The log has an entry of it. */
        boolean logged;

        Node(@Nullable Object[] row) {
            this.row = row;
            this.priority = Values.mix(Arrays.hashCode(row));
        }
    }

    private final RowOrder order;
    private final Accumulators accumulators;
    private final RowWriter part = new RowWriter(64);
    private @Nullable Node root;
    /** The two halves of the last split. */
    private @Nullable Node before;

    private @Nullable Node behind;

    RowTree(RowOrder order, Accumulators accumulators) {
        this.order = order;
        this.accumulators = accumulators;
    }

    int size() {
        return size(root);
    }

    private static int size(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }

    private static void update(Node node) {
        node.size = size(node.left) + 1 + size(node.right);
        node.sums = null;
    }

    /** The node of a row; null where it has none. */
    @Nullable
    Node find(@Nullable Object[] row) {
        Node at = root;
        while (at != null) {
            int side = order.compare(row, at.row);
            if (side == 0) {
                return at;
            }
            at = side < 0 ? at.left : at.right;
        }
        return null;
    }

    /** @param row that has no node yet */
    Node insert(@Nullable Object[] row) {
        Node node = new Node(row);
        root = insert(root, node);
        return node;
    }

    private Node insert(@Nullable Node at, Node node) {
        if (at == null) {
            return node;
        }
        if (node.priority > at.priority) {
            split(at, node.row);
            node.left = before;
            node.right = behind;
            update(node);
            return node;
        }
        if (order.compare(node.row, at.row) < 0) {
            at.left = insert(at.left, node);
        } else {
            at.right = insert(at.right, node);
        }
        update(at);
        return at;
    }

    private void split(@Nullable Node at, @Nullable Object[] row) {
        if (at == null) {
            before = null;
            behind = null;
        } else if (order.compare(row, at.row) < 0) {
            split(at.left, row);
            at.left = behind;
            update(at);
            behind = at;
        } else {
            split(at.right, row);
            at.right = before;
            update(at);
            before = at;
        }
    }

    void remove(Node node) {
        root = remove(root, node);
        node.held = false;
    }

    private @Nullable Node remove(@Nullable Node at, Node node) {
        if (at == null) {
            throw new NoSuchElementException("a row that is not in its partition");
        }
        if (at == node) {
            return joined(at.left, at.right);
        }
        if (order.compare(node.row, at.row) < 0) {
            at.left = remove(at.left, node);
        } else {
            at.right = remove(at.right, node);
        }
        update(at);
        return at;
    }

    private static @Nullable Node joined(@Nullable Node left, @Nullable Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.priority > right.priority) {
            left.right = joined(left.right, right);
            update(left);
            return left;
        }
        right.left = joined(left, right.left);
        update(right);
        return right;
    }

    /** The row at a place, 0-based. */
    Node at(int place) {
        int rest = place;
        Node at = root;
        while (at != null) {
            int before = size(at.left);
            if (rest == before) {
                return at;
            }
            if (rest < before) {
                at = at.left;
            } else {
                rest -= before + 1;
                at = at.right;
            }
        }
        throw new IndexOutOfBoundsException(place);
    }

    /**
     * How many rows are at the front of the order.
     *
     * @param side negative for a row that is at the front, else not; first the negative ones, in the order of rows
     */
    int before(ToIntFunction<@Nullable Object[]> side) {
        int count = 0;
        Node at = root;
        while (at != null) {
            if (side.applyAsInt(at.row) < 0) {
                count += size(at.left) + 1;
                at = at.right;
            } else {
                at = at.left;
            }
        }
        return count;
    }

    void forEach(Consumer<Node> action) {
        forEach(root, action);
    }

    private static void forEach(@Nullable Node at, Consumer<Node> action) {
        if (at != null) {
            forEach(at.left, action);
            action.accept(at);
            forEach(at.right, action);
        }
    }

    /** An empty sum. */
    Group noSum() {
        return accumulators.newGroup(NO_KEY, 0);
    }

    /**
     * Adds rows to a sum.
     *
     * @param from a place
     * @param to one past the last
     */
    void sum(int from, int to, Group into) {
        sum(root, from, to, into);
    }

    private void sum(@Nullable Node at, int from, int to, Group into) {
        if (at == null || from >= to) {
            return;
        }
        if (from <= 0 && to >= at.size) {
            sumAll(at, into);
            return;
        }
        int before = size(at.left);
        sum(at.left, from, Math.min(to, before), into);
        if (from <= before && before < to) {
            accumulators.add(into, at.row, 1);
        }
        sum(at.right, Math.max(0, from - before - 1), to - before - 1, into);
    }

    private void sumAll(@Nullable Node at, Group into) {
        if (at == null) {
            return;
        }
        if (at.size >= SUMMED_MIN) {
            accumulators.write(sums(at), part.clear());
            accumulators.merge(into, new RowReader(part.array(), 0, part.size()));
            return;
        }
        sumAll(at.left, into);
        accumulators.add(into, at.row, 1);
        sumAll(at.right, into);
    }

    private Group sums(Node at) {
        Group known = at.sums;
        if (known != null) {
            return known;
        }
        Group sums = noSum();
        sumAll(at.left, sums);
        accumulators.add(sums, at.row, 1);
        sumAll(at.right, sums);
        at.sums = sums;
        return sums;
    }
}
