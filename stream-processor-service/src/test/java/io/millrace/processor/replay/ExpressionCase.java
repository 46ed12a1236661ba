package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.RandomExpressions.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A projection of a stream whose expressions have no value for some rows. */
record ExpressionCase(StreamSchema schema, StreamEvents events, List<Sql> items, Sql condition) {
    private static final int EVENTS = 12;
    private static final String STREAM = "s0";

    static ExpressionCase random(long seed) {
        Random random = new Random(seed);
        FuzzStreams streams = new FuzzStreams(random);
        Map<String, StreamSchema> schemas = streams.schemas(1);
        StreamSchema schema = schemas.get(STREAM);
        List<Column> columns = new ArrayList<>();
        for (ColumnSchema column : schema.columns()) {
            columns.add(new Column(Sql.of("t." + column.name()), column.type(), true));
        }
        RandomExpressions expressions = RandomExpressions.failing(random, columns);
        List<Sql> items = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            items.add(expressions.value(RandomExpressions.type(random), 3));
        }
        return new ExpressionCase(
                schema,
                streams.events(schemas, EVENTS, false),
                items,
                random.nextBoolean() ? expressions.condition(2) : Sql.of("TRUE"));
    }

    private Sql select(Sql from) {
        List<Sql> named = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            named.add(RandomQueries.as(items.get(i), "x" + i));
        }
        return Sql.of("SELECT %s FROM %s AS t WHERE %s", Sql.list(named), from, condition);
    }

    /** With the one item that differs, where there is one. */
    @Nullable
    String difference() throws SQLException {
        String whole = compared();
        if (whole == null) {
            return null;
        }
        for (Sql item : items) {
            String one = new ExpressionCase(schema, events, List.of(item), Sql.of("TRUE")).compared();
            if (one != null) {
                return one;
            }
        }
        return whole;
    }

    private @Nullable String compared() throws SQLException {
        String sql = select(Sql.of(STREAM)).ours();
        CompiledView view = new CompileView(KnownStreams.of(List.of(schema)), Namespace.NONE)
                .compile("CREATE MATERIALIZED VIEW v AS " + sql);
        ComparedView compared = new ComparedView(view, events, "");
        BoundedRows run = compared.run();
        List<String> rows = compared.texts(run);
        List<String> failed = new ArrayList<>();
        List<String> expected = expected(failed);
        if (rows.equals(expected) && run.refused().size() == failed.size()) {
            return null;
        }
        return sql + "\n" + select(Sql.of(STREAM)).theirs() + "\n"
                + schema.columns().stream()
                        .map(column -> column.name() + " " + column.type())
                        .toList()
                + "\n" + events.partitions() + "\nrows     " + rows + "\nexpected " + expected + "\nrefused  "
                + run.refused() + "\nexpected " + failed;
    }

    private List<String> expected(List<String> failed) throws SQLException {
        Map<Object, String> rows = new LinkedHashMap<>();
        try (DuckDb duckDb = new DuckDb()) {
            events.load(duckDb);
            for (String macro : RandomExpressions.macros()) {
                duckDb.execute(macro);
            }
            int place = 0;
            for (List<Map<String, Object>> partition : events.partitions().get(STREAM)) {
                for (Map<String, Object> event : partition) {
                    Object key = event.getOrDefault(FuzzStreams.KEY, place);
                    String from = "(SELECT * FROM " + STREAM + " WHERE rowid = " + place++ + " LIMIT 1)";
                    try {
                        duckDb.rows(select(Sql.of(from)).theirs()).forEach(row -> rows.put(key, row));
                    } catch (SQLException e) {
                        failed.add(event + " " + requireEvaluation(e).getMessage());
                    }
                }
            }
        }
        List<String> sorted = new ArrayList<>(rows.values());
        Collections.sort(sorted);
        return sorted;
    }

    private static SQLException requireEvaluation(SQLException e) throws SQLException {
        if (String.valueOf(e.getMessage()).matches("(?s)(Binder|Parser|Catalog|Internal) .*")) {
            throw e;
        }
        return e;
    }
}
