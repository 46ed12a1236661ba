package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * A function over distinct values: a bag of all values beside the group, and within the group what the function knows of
 * each of them once.
 *
 * <pre>
 * SUM(DISTINCT v):   +(5) +(5) +(2) -(5)   →   inner: +5, +2 | bag: 5 once, 2 once
 * </pre>
 */
record Distinct(Accumulator inner, int index, Bags bags) implements Accumulator {
    @Override
    public void add(Group group, Object value, long weight) {
        long before = bags.add(group.key, index, value, weight);
        boolean was = before > 0;
        boolean is = before + weight > 0;
        if (was != is) {
            inner.add(group, value, is ? 1 : -1);
        }
    }

    @Override
    public void write(Group group, RowWriter out) {
        inner.write(group, out);
    }

    @Override
    public void merge(Group group, RowReader in) {
        inner.merge(group, in);
    }

    @Override
    public @Nullable Object result(Group group) {
        return inner.result(group);
    }

    /** The same over rows that are never taken back: the bag only says which values came, and changes once for each. */
    record AppendOnly(Accumulator inner, int index, Bags bags) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            if (weight < 0) {
                throw new IllegalStateException("a row was taken back from an append-only DISTINCT");
            }
            if (bags.addOnce(group.key, index, value)) {
                inner.add(group, value, 1);
            }
        }

        @Override
        public void write(Group group, RowWriter out) {
            inner.write(group, out);
        }

        @Override
        public void merge(Group group, RowReader in) {
            inner.merge(group, in);
        }

        @Override
        public @Nullable Object result(Group group) {
            return inner.result(group);
        }
    }
}
