package io.millrace.benchmarks.nexmark;

import java.util.List;

/** Compares the rows that Millrace and Flink have at the end of the same streams. */
final class CompareRows {
    private static final int SHOWN = 3;

    private CompareRows() {}

    /** @param text one line: how many rows are equal, or how many differ and some of them */
    record Comparison(boolean equal, String text) {}

    static Comparison of(String bootstrapServers, Query query) {
        return of(bootstrapServers, query, query);
    }

    /** The rows of two forms of a query. */
    static Comparison of(String bootstrapServers, Query ofMillrace, Query ofFlink) {
        List<String> columns = ofFlink.columns();
        ResultRows millrace = new ResultRows(bootstrapServers, Engine.MILLRACE.output(ofMillrace), columns, true);
        ResultRows flink = new ResultRows(bootstrapServers, Engine.FLINK.output(ofFlink), columns, false);
        long[] ours = millrace.hashes();
        long[] theirs = flink.hashes();
        long[] onlyOurs = ResultRows.onlyIn(ours, theirs);
        long[] onlyTheirs = ResultRows.onlyIn(theirs, ours);
        if (onlyOurs.length == 0 && onlyTheirs.length == 0) {
            return new Comparison(true, "%,d rows, equal".formatted(ours.length));
        }
        String differs = "%,d rows of Millrace, %,d of Flink; only Millrace has %,d, as %s; only Flink has %,d, as %s"
                .formatted(
                        ours.length,
                        theirs.length,
                        onlyOurs.length,
                        shown(millrace, onlyOurs),
                        onlyTheirs.length,
                        shown(flink, onlyTheirs));
        return new Comparison(false, differs);
    }

    private static List<String> shown(ResultRows rows, long[] only) {
        return only.length == 0 ? List.of() : rows.texts(only, SHOWN);
    }
}
