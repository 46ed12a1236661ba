package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * One aggregate function over slots of a {@link Group}. Adding is exact and commutative for every function, so neither the
 * order of rows nor how they were pre-aggregated shows in a result.
 */
interface Accumulator {
    /** @param value not null */
    void add(Group group, Object value, long weight);

    void write(Group group, RowWriter out);

    /** Adds what was written for another part of the same group; into an empty group it is the same as reading it. */
    void merge(Group group, RowReader in);

    /** @throws EvaluationException where the result is not a value of its type */
    @Nullable
    Object result(Group group);

    /** COUNT(*): the group's own count of rows. */
    record Rows() implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {}

        @Override
        public void write(Group group, RowWriter out) {}

        @Override
        public void merge(Group group, RowReader in) {}

        @Override
        public Object result(Group group) {
            return group.rows;
        }
    }

    /** COUNT(column): rows whose value is not null. */
    record Count(int slot) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            group.longs[slot] += weight;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] += in.getZigzag();
        }

        @Override
        public Object result(Group group) {
            return group.longs[slot];
        }
    }

    /** The last time that was set: what rows of a projection are kept for. */
    record LastTime(int slot) implements Accumulator {
        @Override
        public void add(Group group, Object value, long weight) {
            group.longs[slot] = (Long) value;
        }

        @Override
        public void write(Group group, RowWriter out) {
            out.putZigzag(group.longs[slot]);
        }

        @Override
        public void merge(Group group, RowReader in) {
            group.longs[slot] = in.getZigzag();
        }

        @Override
        public Object result(Group group) {
            return group.longs[slot];
        }
    }
}
