package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** BOOL_AND and BOOL_OR: counts of false and of true, in two slots. */
record Truths(AggregateCall call, int slot) implements Accumulator {
    @Override
    public void add(Group group, Object value, long weight) {
        group.longs[(Boolean) value ? slot + 1 : slot] += weight;
    }

    @Override
    public void write(Group group, RowWriter out) {
        out.putZigzag(group.longs[slot]).putZigzag(group.longs[slot + 1]);
    }

    @Override
    public void merge(Group group, RowReader in) {
        group.longs[slot] += in.getZigzag();
        group.longs[slot + 1] += in.getZigzag();
    }

    @Override
    public @Nullable Object result(Group group) {
        long falses = group.longs[slot];
        long trues = group.longs[slot + 1];
        if (falses == 0 && trues == 0) {
            return null;
        }
        return call.function() == AggregateCall.Function.BOOL_AND ? falses == 0 : trues > 0;
    }
}
