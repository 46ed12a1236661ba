package io.millrace.processor.step;

/** An aggregate whose values are all kept, in a bag beside the group, which therefore has none of them in its own record. */
sealed interface Listed extends Accumulator permits ElementList, Percentile, TextList {
    int index();

    Bags bags();

    /** Whether the bag keeps only which values there are. */
    boolean once();

    @Override
    default void add(Group group, Object value, long weight) {
        if (once()) {
            bags().addOnce(group.key, index(), value);
        } else {
            bags().add(group.key, index(), value, weight);
        }
    }

    @Override
    default void write(Group group, RowWriter out) {}

    @Override
    default void merge(Group group, RowReader in) {}
}
