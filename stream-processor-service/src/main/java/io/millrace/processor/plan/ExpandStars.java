package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Writes out {@code *} and {@code t.*} in a SELECT list: the stream's columns in the contract's order, in quotes, so that a
 * column named {@code user} is not taken for the function.
 *
 * <pre>
 * SELECT f.*, delay + 1 AS later FROM flights AS f
 * SELECT `f`.`flight_id`, `f`.`delay`, delay + 1 AS later FROM flights AS f
 * </pre>
 *
 * <p>A stream that has columns which SQL cannot read is refused: a row without them would not be all of the event.
 */
final class ExpandStars {
    private final QueryText text;
    private final StreamQuery query;
    private final StreamTable table;
    private final List<Violation> violations = new ArrayList<>();

    private ExpandStars(QueryText text, StreamQuery query, StreamTable table) {
        this.text = text;
        this.query = query;
        this.table = table;
    }

    /** The query without stars; the one that was given where it has none. */
    static StreamQuery of(QueryText text, StreamQuery query, StreamTable table) {
        return query.select().getSelectList().stream().anyMatch(ExpandStars::isStar)
                ? new ExpandStars(text, query, table).expanded()
                : query;
    }

    private static boolean isStar(SqlNode item) {
        return item instanceof SqlIdentifier identifier && identifier.isStar();
    }

    private StreamQuery expanded() {
        SqlNodeList list = new SqlNodeList(query.select().getSelectList().getParserPosition());
        for (SqlNode item : query.select().getSelectList()) {
            if (isStar(item)) {
                expand((SqlIdentifier) item, list);
            } else {
                list.add(item);
            }
        }
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.UNSUPPORTED_SQL);
        }
        SqlSelect select = (SqlSelect) query.select().clone(query.select().getParserPosition());
        select.setSelectList(list);
        return new StreamQuery(select, query.stream(), query.descriptor());
    }

    private void expand(SqlIdentifier star, SqlNodeList list) {
        String qualifier = star.names.size() > 1 ? star.names.getFirst() : null;
        if (qualifier != null && !qualifier.equals(tableName())) {
            violations.add(violation(
                    star,
                    ProcessorError.UNKNOWN_TABLE,
                    "There is no table '" + qualifier + "' in this query.",
                    "Write " + tableName() + ".* or *."));
        } else if (query.isWindowed()) {
            violations.add(violation(
                    star,
                    ProcessorError.UNSUPPORTED_SQL,
                    "* of a windowed query is not supported.",
                    "Name the columns that are grouped by, and the aggregates."));
        } else if (table.columns().size() < table.stream().columns().size()) {
            violations.add(unreadable(star));
        } else {
            table.columns().forEach(column -> list.add(reference(qualifier, column, star.getParserPosition())));
        }
    }

    private Violation unreadable(SqlIdentifier star) {
        String unreadable = table.stream().columns().stream()
                .filter(column -> !StreamTable.isReadable(column.type()))
                .map(ColumnSchema::name)
                .collect(Collectors.joining(", "));
        String readable = table.columns().stream()
                .map(column -> "`" + column.name().replace("`", "``") + "`")
                .collect(Collectors.joining(", "));
        return violation(
                star,
                ProcessorError.UNSUPPORTED_SQL,
                "* has columns that are objects or arrays, which SQL cannot read yet: " + unreadable + ".",
                "Name the others: " + readable + ".");
    }

    /** What the stream is called in the query. */
    private String tableName() {
        return query.select().getFrom() instanceof SqlCall as && as.operandCount() > 1
                ? ((SqlIdentifier) as.operand(1)).getSimple()
                : query.stream().getSimple();
    }

    private static SqlIdentifier reference(@Nullable String qualifier, ColumnSchema column, SqlParserPos place) {
        List<String> names = qualifier == null ? List.of(column.name()) : List.of(qualifier, column.name());
        SqlParserPos quoted = place.withQuoting(true);
        return new SqlIdentifier(
                names, null, place, names.stream().map(name -> quoted).toList());
    }

    private Violation violation(SqlNode item, ProcessorError code, String detail, String hint) {
        SqlPlace place = text.original(
                item.getParserPosition().getLineNum(), item.getParserPosition().getColumnNum());
        return SqlRefusal.violation(code, place, detail, hint);
    }
}
