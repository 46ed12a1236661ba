package io.millrace.processor.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is wanted of a relation.
 *
 * @param columns of the relation, in order
 * @param keyed whether its rows must have an upsert key, and the node the key's columns
 * @param timed whether the node must have the rows' event time
 */
record Demand(SortedSet<Integer> columns, boolean keyed, boolean timed) {
    Demand {
        columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
    }

    static Demand of(Collection<Integer> columns) {
        return new Demand(new TreeSet<>(columns), false, false);
    }

    /** The first columns of a relation. */
    static Demand first(int width, boolean keyed, boolean timed) {
        SortedSet<Integer> columns = new TreeSet<>();
        for (int i = 0; i < width; i++) {
            columns.add(i);
        }
        return new Demand(columns, keyed, timed);
    }

    /** The same of other columns. */
    Demand over(Collection<Integer> others) {
        return new Demand(new TreeSet<>(others), keyed, timed);
    }
}
