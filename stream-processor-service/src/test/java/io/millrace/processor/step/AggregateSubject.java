package io.millrace.processor.step;

import io.millrace.processor.step.ValueType.Kind;
import java.util.List;

/** An aggregate with its states, what it put out, and the log from which it can be had again. */
final class AggregateSubject {
    /**
     * What is aggregated and how.
     *
     * @param groupColumns indexes into the input
     * @param keyTypes of those columns
     * @param appendOnly whether no row is taken back
     */
    record Setup(
            int[] groupColumns,
            List<ValueType> keyTypes,
            List<AggregateCall> calls,
            boolean appendOnly,
            WindowBounds windows) {

        /** By a VARCHAR in the first column. */
        Setup(List<AggregateCall> calls, boolean appendOnly) {
            this(new int[] {0}, List.of(ValueType.of(Kind.VARCHAR)), calls, appendOnly, WindowBounds.NONE);
        }
    }

    private static final int BAGS = 1;
    private static final int GROUPS = 2;

    final Setup setup;
    final Deltas out;
    final List<String> refused;
    final Bags bags;
    final Groups groups;
    final Aggregate aggregate;
    private final KeptLog log;

    AggregateSubject(Setup setup) {
        this(setup, new Deltas(), new java.util.ArrayList<>(), new KeptLog());
    }

    private AggregateSubject(Setup setup, Deltas out, List<String> refused, KeptLog log) {
        this.setup = setup;
        this.out = out;
        this.refused = refused;
        this.log = log;
        bags = Accumulators.needBags(setup.calls, setup.appendOnly)
                ? new Bags(BAGS, setup.keyTypes, setup.calls)
                : null;
        groups = new Groups(GROUPS, setup.keyTypes, new Accumulators(setup.calls, setup.appendOnly, bags));
        Refusals refusals = (code, detail, row) -> refused.add(code + " " + detail);
        aggregate = new Aggregate(setup.groupColumns, groups, bags, setup.windows, refusals, out);
    }

    /** Ends an epoch. */
    void flush(long watermark) {
        aggregate.flush(watermark);
        log.take(groups);
        if (bags != null) {
            log.take(bags);
        }
    }

    /** What goes on from the log after a crash. */
    AggregateSubject rebuilt(long watermark) {
        AggregateSubject copy = new AggregateSubject(setup, out, refused, log);
        log.restore(copy.bags == null ? new State[] {copy.groups} : new State[] {copy.bags, copy.groups});
        copy.aggregate.resume(watermark);
        return copy;
    }

    /** How many records are in the log. */
    int logged() {
        return log.size();
    }

    /** How many entries are in the states. */
    long held() {
        return groups.entries() + (bags == null ? 0 : bags.entries());
    }
}
