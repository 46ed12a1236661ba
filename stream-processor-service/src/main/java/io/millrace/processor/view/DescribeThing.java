package io.millrace.processor.view;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.api.view.ViewStatus;
import io.millrace.processor.catalog.ContractStreams;
import io.millrace.processor.catalog.DefinedTable;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** DESCRIBE: the columns of a stream, table or view, and with EXTENDED its options and state. */
@Component
class DescribeThing {
    private final ViewStatuses statuses;
    private final FindReadable find;
    private final ContractStreams streams;
    private final KeyedTables tables;

    DescribeThing(ViewStatuses statuses, FindReadable find, ContractStreams streams, KeyedTables tables) {
        this.statuses = statuses;
        this.find = find;
        this.streams = streams;
        this.tables = tables;
    }

    SqlAnswer of(Statement.Describe statement) {
        Optional<StreamSchema> stream = streams.known(statement.name().text());
        if (stream.isPresent()) {
            SqlAnswer columns = SqlAnswer.rows("DESCRIBE", columns(stream.get()));
            return statement.extended() ? columns.with(properties(stream.get())) : columns;
        }
        Optional<KeyedTable> table = tables.named(statement.name().text());
        if (table.isPresent()) {
            SqlAnswer columns = SqlAnswer.rows("DESCRIBE", columns(table.get().definition()));
            return statement.extended() ? columns.with(properties(table.get())) : columns;
        }
        View view = find.view(statement.name());
        SqlAnswer columns = SqlAnswer.rows("DESCRIBE", columns(view));
        return statement.extended() ? columns.with(properties(view)) : columns;
    }

    private static List<Map<String, @Nullable Object>> columns(StreamSchema stream) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (ColumnSchema column : stream.columns()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("name", column.name());
            row.put("type", type(column));
            row.put("required", column.required());
            row.put("key", stream.keyColumns().contains(column));
            row.put("eventTime", column.name().equals(stream.eventTime()));
            rows.add(row);
        }
        return rows;
    }

    /** In SQL; what SQL cannot read is told as the contract has it. */
    private static String type(ColumnSchema column) {
        return StreamTable.isReadable(column)
                ? StreamTable.valueType(column).sqlName()
                : column.type().name();
    }

    private Map<String, @Nullable Object> properties(StreamSchema stream) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("kind", "STREAM");
        properties.put("contract", stream.contractId());
        properties.put("version", stream.contractVersion());
        properties.put("topic", stream.topic());
        properties.put("partitions", stream.partitions());
        properties.put("eventTime", stream.eventTime());
        properties.put("outOfOrdernessMs", stream.outOfOrdernessMs());
        properties.put("retentionMs", stream.retentionMs());
        if (stream.isDerived()) {
            properties.put("derivedFrom", stream.derivedFrom());
            find.stream(stream.stream()).ifPresent(view -> properties.putAll(running(view)));
        }
        return properties;
    }

    private Map<String, @Nullable Object> running(View stream) {
        ViewStatus status = statuses.of(stream);
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("state", status.state());
        properties.put("reason", status.reason());
        properties.put("runtime", stream.runtime());
        properties.put("freshnessMs", stream.definition().freshnessMs());
        properties.put("createdAt", stream.createdAt());
        return properties;
    }

    /** Its key is that of its stream, as far as that is known here. */
    private List<Map<String, @Nullable Object>> columns(DefinedView table) {
        List<String> key = stream(table).map(StreamSchema::keyColumns).orElse(List.of()).stream()
                .map(ColumnSchema::name)
                .toList();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (ViewColumn column : table.columns()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("name", column.name());
            row.put("type", column.type());
            row.put("key", key.contains(column.name()));
            row.put(
                    "eventTime",
                    stream(table)
                            .map(stream -> column.name().equals(stream.eventTime()))
                            .orElse(false));
            rows.add(row);
        }
        return rows;
    }

    private Optional<StreamSchema> stream(DefinedView table) {
        return Optional.ofNullable(table.table()).flatMap(of -> streams.known(of.stream()));
    }

    private static Map<String, @Nullable Object> properties(KeyedTable table) {
        DefinedTable of = table.definition().table();
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("kind", "TABLE");
        properties.put("stream", of == null ? null : of.stream());
        properties.put("deleted", of == null ? null : of.deleted());
        properties.put("createdAt", table.createdAt());
        return properties;
    }

    private static List<Map<String, @Nullable Object>> columns(View view) {
        ViewDefinition definition = view.definition();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (ViewColumn column : definition.columns()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("name", column.name());
            row.put("type", column.type());
            row.put("key", definition.key().contains(column.name()));
            rows.add(row);
        }
        return rows;
    }

    private Map<String, @Nullable Object> properties(View view) {
        ViewDefinition definition = view.definition();
        ViewStatus status = statuses.of(view);
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("kind", "VIEW");
        properties.put("state", status.state());
        properties.put("reason", status.reason());
        properties.put("progress", status.progress());
        properties.put(
                "lagMs", status.freshness() == null ? null : status.freshness().lagMs());
        properties.put("watermark", status.watermark());
        properties.put("lateRows", status.lateRows());
        properties.put("version", view.version());
        properties.put("runtime", view.runtime());
        properties.put("key", definition.key());
        properties.put(
                "streams",
                definition.sources().stream().map(SourceStream::stream).toList());
        if (!definition.functions().isEmpty()) {
            properties.put("functions", definition.functions());
        }
        properties.put("partitions", definition.partitions());
        properties.put("freshnessMs", definition.freshnessMs());
        properties.put("retentionMs", definition.retentionMs());
        properties.put("historyMs", definition.historyMs());
        properties.put("backfillRate", definition.backfillRate());
        properties.put(
                "diffMax",
                definition.diffMax() == null ? null : definition.diffMax().toString());
        properties.put("verifyEveryMs", definition.verifyEveryMs());
        if (!definition.indexes().isEmpty()) {
            properties.put(
                    "indexes",
                    definition.indexes().stream().map(ViewIndex::columns).toList());
        }
        properties.put("createdAt", view.createdAt());
        return properties;
    }
}
