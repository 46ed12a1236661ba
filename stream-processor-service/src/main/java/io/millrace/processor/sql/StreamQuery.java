package io.millrace.processor.sql;

import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.jspecify.annotations.Nullable;

/**
 * A query whose form is supported.
 *
 * @param node the query as Calcite validates it
 * @param streams names of streams in it, wherever they stand, in the order of the text; a stream that is read twice is there
 *     twice
 * @param windows its window table functions
 * @param singles by kind the joins, OVERs and INs that stand once in it
 */
public record StreamQuery(
        SqlNode node, List<SqlIdentifier> streams, List<WindowedTable> windows, Map<SqlKind, SqlNode> singles) {
    /** A query of parts that were found before. */
    public static StreamQuery of(SqlNode node, List<SqlIdentifier> streams, List<WindowedTable> windows) {
        return new StreamQuery(node, List.copyOf(streams), List.copyOf(windows), FindSingles.in(node));
    }

    /**
     * TUMBLE, HOP, CUMULATE or SESSION.
     *
     * @param descriptor the column of time
     * @param stream the stream, where it is one by name; null for a query or a name of WITH
     */
    public record WindowedTable(
            SqlCall function,
            SqlIdentifier descriptor,
            @Nullable SqlIdentifier stream) {}

    /** The outermost SELECT, of a set operation the first: it names the columns. */
    public SqlSelect select() {
        return outermost(node);
    }

    /** The construct of one of the kinds that stands in the query once; the query itself where there is none. */
    public SqlNode single(SqlKind... kinds) {
        for (SqlKind kind : kinds) {
            SqlNode found = singles.get(kind);
            if (found != null) {
                return found;
            }
        }
        return node;
    }

    /** Whether the query is one SELECT that groups. */
    public boolean isGrouped() {
        SqlNode body = node instanceof SqlWith with ? with.body : node;
        return body instanceof SqlSelect select && select.getGroup() != null;
    }

    /** The outermost SELECT of a query. */
    public static SqlSelect outermost(SqlNode query) {
        if (query instanceof SqlWith with) {
            return outermost(with.body);
        }
        if (SqlKind.SET_QUERY.contains(query.getKind())) {
            return outermost(((SqlCall) query).operand(0));
        }
        return (SqlSelect) query;
    }
}
