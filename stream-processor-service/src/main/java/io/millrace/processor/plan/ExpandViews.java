package io.millrace.processor.plan;

import io.millrace.api.view.ViewColumn;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedTable;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.sql.CheckQuery;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.FindFunctions;
import io.millrace.processor.sql.ParseQuery;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Puts the queries of the views that a query reads in front of it, as WITH would. So a view over views is one plan over streams,
 * and one consistent cut of them; it does not depend on the others' running, and does their work again.
 *
 * <pre>
 * SELECT a FROM by_a        →   WITH by_a AS (SELECT a, COUNT(*) AS n FROM s GROUP BY a) SELECT a FROM by_a
 * </pre>
 */
final class ExpandViews {
    private static final int DEPTH_MAX = 8;
    /** A view that is named in two places counts twice. */
    private static final int VIEWS_MAX = 32;

    private final CreateView statement;
    private final List<SqlIdentifier> streams = new ArrayList<>();
    private final List<StreamQuery.WindowedTable> windows = new ArrayList<>();
    private final Map<SqlIdentifier, DefinedView> direct = new LinkedHashMap<>();
    private QueryText text;
    private int expanded;

    private ExpandViews(CreateView statement) {
        this.statement = statement;
        this.text = statement.query();
    }

    /**
     * A statement without views.
     *
     * @param statement the same, with the texts of the views below its own
     * @param direct the views that its own text names, with the places
     * @param functions names of functions of jars that its own text calls
     */
    record Expanded(
            CreateView statement, StreamQuery query, Map<SqlIdentifier, DefinedView> direct, Set<String> functions) {
        /** The views that it names, each once. */
        List<DefinedView> reads() {
            return direct.values().stream().distinct().toList();
        }
    }

    /**
     * A name that is no view's is left to be a stream's.
     *
     * @param functions names of functions of jars that the statement may call
     */
    static Expanded of(CreateView statement, KnownViews views, Set<String> functions) {
        ExpandViews expand = new ExpandViews(statement);
        StreamQuery query = CheckQuery.of(statement.query(), ParseQuery.of(statement.query()), functions);
        Set<String> called = FindFunctions.in(query.node(), functions);
        SqlNode node = expand.expand(query, views, 0);
        return new Expanded(
                statement.with(expand.text),
                StreamQuery.of(node, expand.streams, expand.windows),
                expand.direct,
                called);
    }

    private SqlNode expand(StreamQuery query, KnownViews views, int depth) {
        Map<String, DefinedView> found = new LinkedHashMap<>();
        for (SqlIdentifier name : query.streams()) {
            Optional<DefinedView> view = views.find(name.getSimple());
            if (view.isEmpty()) {
                streams.add(name);
                continue;
            }
            found.put(name.getSimple(), view.get());
            if (depth == 0) {
                direct.put(name, view.get());
            }
        }
        windows.addAll(query.windows());
        query.node().accept(new ReadVersions(text, found));
        List<SqlNode> items = new ArrayList<>();
        found.values().forEach(view -> items.add(item(view, depth + 1)));
        return items.isEmpty() ? query.node() : inFront(items, query.node());
    }

    private SqlWithItem item(DefinedView view, int depth) {
        if (depth > DEPTH_MAX || ++expanded > VIEWS_MAX) {
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    statement.query().start(),
                    "The query reads more than " + VIEWS_MAX + " views, or through more than " + DEPTH_MAX
                            + " of them to a stream.",
                    "Read the streams, or views that are nearer to them.");
        }
        QueryText own = ReadStatement.of(view.sql()).query();
        QueryText moved = text.below(own);
        StreamQuery query = CheckQuery.of(moved, ParseQuery.of(moved), names(view.functions()));
        text = text.with(own);
        SqlNode node = latest(view, query, expand(query, KnownViews.of(view.reads()), depth));
        return new SqlWithItem(
                SqlParserPos.ZERO,
                new SqlIdentifier(view.name(), SqlParserPos.ZERO),
                null,
                node,
                SqlLiteral.createBoolean(false, SqlParserPos.ZERO));
    }

    /**
     * Of a table, its rows. Of a query that may be a projection of a stream, the rows that a view of it has. Whether it is one, and of a stream with a
     * primary key, is seen when it is planned: {@link KeepLatest}.
     */
    private static SqlNode latest(DefinedView view, StreamQuery query, SqlNode node) {
        DefinedTable table = view.table();
        if (table != null) {
            List<String> columns = view.columns().stream().map(ViewColumn::name).toList();
            return LatestRows.OF_TABLE.select(node, columns, table.deleted());
        }
        boolean mayProject = view.reads().isEmpty()
                && query.streams().size() == 1
                && query.windows().isEmpty()
                && !query.isGrouped();
        return mayProject ? LatestRows.OF_VIEW.select(node) : node;
    }

    static Set<String> names(Collection<DefinedFunction> functions) {
        return functions.stream().map(DefinedFunction::name).collect(Collectors.toSet());
    }

    private static SqlNode inFront(List<SqlNode> items, SqlNode query) {
        SqlNode body = query;
        if (query instanceof SqlWith with) {
            items.addAll(with.withList);
            body = with.body;
        }
        return new SqlWith(query.getParserPosition(), new SqlNodeList(items, SqlParserPos.ZERO), body);
    }
}
