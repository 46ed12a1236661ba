package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.plan.ColumnLineage;
import io.millrace.processor.plan.ColumnLineage.Influence;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.plan.NodeCost;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** EXPLAIN: a plan, its stages, its lineage or its cost, of a statement or of a view. */
@Component
class ExplainStatement {
    private final DefineViews define;
    private final ViewTopics topics;

    ExplainStatement(DefineViews define, ViewTopics topics) {
        this.define = define;
        this.topics = topics;
    }

    SqlAnswer of(Statement.Detail detail, CreateView statement) {
        return of(detail, () -> define.plan(statement), () -> define.lineage(statement));
    }

    SqlAnswer of(Statement.Detail detail, View view) {
        return of(detail, () -> define.compiled(view), () -> define.lineage(view));
    }

    private SqlAnswer of(Statement.Detail detail, Supplier<CompiledView> compiled, Supplier<ColumnLineage> lineage) {
        return switch (detail) {
            case PLAN -> plan(compiled.get());
            case TOPOLOGY -> topology(compiled.get());
            case LINEAGE -> lineage(lineage.get());
            case COST -> cost(compiled.get());
        };
    }

    private static SqlAnswer plan(CompiledView compiled) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("columns", compiled.columns());
        properties.put("key", compiled.key());
        properties.put("streams", compiled.streamNames());
        if (!compiled.allFunctions().isEmpty()) {
            properties.put("functions", compiled.allFunctions());
        }
        return SqlAnswer.text("EXPLAIN PLAN", compiled.explanation()).with(properties);
    }

    private static SqlAnswer topology(CompiledView compiled) {
        return SqlAnswer.text("EXPLAIN TOPOLOGY", compiled.topology())
                .with(new LinkedHashMap<>(Map.of("mermaid", compiled.flowchart())));
    }

    /** A view that is read has its query inside of this one, which costs its work twice. */
    private SqlAnswer cost(CompiledView compiled) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (NodeCost cost : compiled.costs()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("node", cost.node());
            row.put("work", cost.work());
            row.put("keeps", cost.keeps());
            row.put("until", cost.until());
            rows.add(row);
        }
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("streams", compiled.streams().stream().map(topics::load).toList());
        properties.put(
                "viewsComputedAgain",
                compiled.reads().stream()
                        .filter(read -> read.table() == null)
                        .map(DefinedView::name)
                        .toList());
        return SqlAnswer.rows("EXPLAIN COST", rows).with(properties);
    }

    /** The rows for people; the properties are OpenLineage's column lineage facet. */
    private static SqlAnswer lineage(ColumnLineage lineage) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (ColumnLineage.Column column : lineage.columns()) {
            column.influences().forEach(one -> rows.add(row(column.name(), one)));
            fields.put(column.name(), Map.of("inputFields", inputFields(column.influences())));
        }
        lineage.rows().forEach(one -> rows.add(row("*", one)));
        Map<String, @Nullable Object> facet = new LinkedHashMap<>();
        facet.put("fields", fields);
        facet.put("dataset", inputFields(lineage.rows()));
        return SqlAnswer.rows("EXPLAIN LINEAGE", rows).with(facet);
    }

    private static Map<String, @Nullable Object> row(String column, Influence influence) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("column", column);
        row.put("from", influence.stream() + "." + influence.column());
        row.put("kind", influence.kind());
        return row;
    }

    /** Each column of a stream once, with all that it does. */
    private static List<Map<String, Object>> inputFields(Set<Influence> influences) {
        Map<List<String>, List<Map<String, Object>>> byColumn =
                new TreeMap<>(Comparator.comparing(List<String>::getFirst).thenComparing(List::getLast));
        influences.forEach(
                one -> byColumn.computeIfAbsent(List.of(one.stream(), one.column()), absent -> new ArrayList<>())
                        .add(transformation(one)));
        List<Map<String, Object>> fields = new ArrayList<>();
        byColumn.forEach((column, transformations) -> {
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("namespace", "millrace");
            field.put("name", column.getFirst());
            field.put("field", column.getLast());
            field.put("transformations", transformations);
            fields.add(field);
        });
        return fields;
    }

    private static Map<String, Object> transformation(Influence influence) {
        Map<String, Object> transformation = new LinkedHashMap<>();
        transformation.put("type", influence.kind().isDirect() ? "DIRECT" : "INDIRECT");
        transformation.put("subtype", influence.kind().name());
        return transformation;
    }
}
