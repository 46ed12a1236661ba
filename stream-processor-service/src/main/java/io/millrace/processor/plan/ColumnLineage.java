package io.millrace.processor.plan;

import java.util.List;
import java.util.Set;

/**
 * What a query's answer is made of, in the words of OpenLineage's column lineage facet.
 *
 * @param columns of the view, in its order
 * @param rows what decides which rows there are, for all columns alike
 */
public record ColumnLineage(List<Column> columns, Set<Influence> rows) {
    /** @param influences in the order of stream, column and kind */
    public record Column(String name, Set<Influence> influences) {}

    /** A column of a stream, and what it does. */
    public record Influence(String stream, String column, Kind kind) implements Comparable<Influence> {
        @Override
        public int compareTo(Influence other) {
            int byStream = stream.compareTo(other.stream);
            int byColumn = byStream != 0 ? byStream : column.compareTo(other.column);
            return byColumn != 0 ? byColumn : kind.compareTo(other.kind);
        }
    }

    /** OpenLineage's transformation subtypes. */
    public enum Kind {
        /** The value is passed on. */
        IDENTITY,
        /** A value is computed from it. */
        TRANSFORMATION,
        /** It goes into an aggregate. */
        AGGREGATION,
        /** It is compared in a join. */
        JOIN,
        /** It tells groups apart. */
        GROUP_BY,
        /** It is in a condition that keeps or drops rows. */
        FILTER,
        /** It is in the partition or order of OVER. */
        WINDOW,
        /** It decides which of several values is taken. */
        CONDITIONAL;

        /** Whether values come from it; else it only has an influence on them. */
        public boolean isDirect() {
            return compareTo(AGGREGATION) <= 0;
        }
    }
}
