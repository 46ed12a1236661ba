package io.millrace.benchmarks.flink;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * The topic that a query writes to, exactly once: rows that change go by their key, in batches as the mini-batches of the query
 * are; rows that stay are appended.
 */
final class SinkTable {
    /** Queries whose rows change, and what tells their rows apart. */
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("q4", List.of("category")),
            Map.entry("q9", List.of("id")),
            Map.entry("q15", List.of("day")),
            Map.entry("q16", List.of("channel", "day")),
            Map.entry("q17", List.of("auction", "day")),
            Map.entry("q18", List.of("auction", "bidder")),
            Map.entry("q19", List.of("auction", "rank_number")),
            Map.entry("latency_groups", List.of("auction")));

    private static final String BATCHES =
            ", 'sink.buffer-flush.max-rows' = '5000', 'sink.buffer-flush.interval' = '%d ms'";

    private SinkTable() {}

    /** The statement that makes the table {@code results} for rows of this schema. */
    static String ddl(ResolvedSchema schema, FlinkRun run) {
        List<String> key = KEYS.getOrDefault(run.query(), List.of());
        String columns = schema.getColumns().stream()
                .map(column -> column(column, key.contains(column.getName())))
                .collect(Collectors.joining(", "));
        String primaryKey = key.isEmpty()
                ? ""
                : ", PRIMARY KEY (" + key.stream().map(SinkTable::quoted).collect(Collectors.joining(", "))
                        + ") NOT ENFORCED";
        return "CREATE TABLE results (" + columns + primaryKey + ") WITH (" + options(run, !key.isEmpty()) + ")";
    }

    private static String column(Column column, boolean ofKey) {
        LogicalType type = column.getDataType().getLogicalType();
        return quoted(column.getName()) + " " + type.copy(true).asSerializableString() + (ofKey ? " NOT NULL" : "");
    }

    private static String options(FlinkRun run, boolean changing) {
        String format = changing
                ? """
                'connector' = 'upsert-kafka', 'key.format' = 'json', 'value.format' = 'json',
                'key.json.timestamp-format.standard' = 'ISO-8601', 'value.json.timestamp-format.standard' = 'ISO-8601'
                """.strip() + BATCHES.formatted(run.checkpointMs())
                : "'connector' = 'kafka', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601'";
        return format + """
                , 'topic' = '%s', 'properties.bootstrap.servers' = '%s', 'properties.transaction.timeout.ms' = '600000',
                'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = '%s'
                """.formatted(run.topic(run.output()), run.bootstrapServers(), run.name());
    }

    private static String quoted(String name) {
        return "`" + name + "`";
    }
}
