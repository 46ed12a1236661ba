package io.millrace.processor.view;

import io.millrace.processor.catalog.DerivedContracts;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.plan.StreamShape;
import io.millrace.processor.sql.StreamOptions;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The contract of a derived stream, as a query says it: the same statement over the same streams gives the same document.
 *
 * <pre>
 * CREATE STREAM late WITH (key = 'id') AS SELECT id, at, delay FROM flights WHERE delay > 60
 *   →   schema: late {id: string, required, primaryKey; at: timestamp, required; delay: integer}, millrace.eventTime: at
 * </pre>
 */
final class WriteStreamContract {
    static final String FIRST_VERSION = "1.0.0";

    private static final int STATEMENT_CHARACTERS_MAX = 10_000;

    private final CompiledView compiled;
    private final StreamShape shape;
    private final StreamOptions options;

    private WriteStreamContract(CompiledView compiled) {
        this.compiled = compiled;
        this.shape = Objects.requireNonNull(compiled.stream(), "not a stream");
        this.options = Objects.requireNonNull(compiled.statement().stream(), "not a stream");
    }

    /**
     * @param version semantic version of the contract
     * @param partitions of the topic
     */
    static Map<String, Object> of(CompiledView compiled, String version, int partitions) {
        return new WriteStreamContract(compiled).document(version, partitions);
    }

    private Map<String, Object> document(String version, int partitions) {
        String name = compiled.statement().name();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "v3.1.0");
        document.put("kind", "DataContract");
        document.put("id", name);
        document.put("version", version);
        document.put("status", "active");
        document.put("name", name);
        document.put(
                "description",
                Map.of("purpose", "Derived by a query from " + String.join(", ", compiled.streamNames()) + "."));
        Map<String, Object> stream = new LinkedHashMap<>();
        stream.put("name", name);
        stream.put("logicalType", "object");
        stream.put("properties", columns());
        stream.put("customProperties", properties(version, partitions));
        document.put("schema", List.of(stream));
        if (options.retentionMs() >= 0) {
            document.put("slaProperties", List.of(retention()));
        }
        return document;
    }

    private Map<String, Object> retention() {
        Map<String, Object> retention = new LinkedHashMap<>();
        retention.put("property", "retention");
        retention.put("value", options.retentionMs());
        retention.put("unit", "ms");
        return retention;
    }

    /** A stream that is made anew under an old name begins with an empty topic: its columns may be others. */
    private List<Map<String, Object>> properties(String version, int partitions) {
        List<Map<String, Object>> properties = new ArrayList<>();
        if (shape.eventTime() != null) {
            properties.add(property("millrace.eventTime", shape.eventTime()));
        }
        properties.add(property("millrace.outOfOrderness", shape.outOfOrdernessMs() + " ms"));
        properties.add(property("millrace.partitions", partitions));
        if (!version.equals(FIRST_VERSION)) {
            properties.add(property("millrace.compatibility", "NONE"));
        }
        properties.add(property(DerivedContracts.DERIVED_FROM, String.join(", ", compiled.streamNames())));
        String sql = compiled.statement().sql();
        properties.add(property(
                "millrace.statement",
                sql.length() > STATEMENT_CHARACTERS_MAX ? sql.substring(0, STATEMENT_CHARACTERS_MAX) + "…" : sql));
        return properties;
    }

    private static Map<String, Object> property(String name, Object value) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("property", name);
        property.put("value", value);
        return property;
    }

    private List<Map<String, Object>> columns() {
        List<Map<String, Object>> columns = new ArrayList<>();
        for (ViewPlan.Column column :
                compiled.emit().columns().subList(0, compiled.columns().size())) {
            Map<String, Object> written = typed(column.name(), column.type());
            int position = shape.key().indexOf(column.name()) + 1;
            if (position > 0 || column.name().equals(shape.eventTime()) || !column.nullable()) {
                written.put("required", true);
            }
            if (position > 0) {
                written.put("primaryKey", true);
                written.put("primaryKeyPosition", position);
            }
            columns.add(written);
        }
        return columns;
    }

    private static Map<String, Object> typed(String name, ValueType type) {
        Map<String, Object> column = new LinkedHashMap<>();
        column.put("name", name);
        column.put("logicalType", logicalType(type));
        switch (type.kind()) {
            case DECIMAL -> column.put("physicalType", "DECIMAL(" + type.precision() + "," + type.scale() + ")");
            case TIMESTAMP_MICROS, MAP -> column.put("physicalType", type.sqlName());
            case VARBINARY -> column.put("physicalType", "VARBINARY");
            case ROW ->
                column.put(
                        "properties",
                        type.fields().stream()
                                .map(field -> typed(field.name(), field.type()))
                                .toList());
            case ARRAY -> column.put("items", typed("item", type.element()));
            case BOOLEAN,
                    INTEGER,
                    BIGINT,
                    DOUBLE,
                    VARCHAR,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_YEAR_MONTH -> {}
        }
        return column;
    }

    private static String logicalType(ValueType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "boolean";
            case INTEGER, BIGINT -> "integer";
            case DOUBLE, DECIMAL -> "number";
            case VARCHAR, VARBINARY -> "string";
            case INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH ->
                throw new IllegalArgumentException("events have no " + type.kind());
            case DATE -> "date";
            case TIME -> "time";
            case TIMESTAMP, TIMESTAMP_MICROS -> "timestamp";
            case ROW, MAP -> "object";
            case ARRAY -> "array";
        };
    }
}
