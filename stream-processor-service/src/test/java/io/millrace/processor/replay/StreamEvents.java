package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events of some streams for a bounded run, for stages and for DuckDB.
 *
 * @param schemas the streams by their names
 * @param partitions per stream its partitions, in each the events as columns; times are epoch milliseconds
 */
record StreamEvents(Map<String, StreamSchema> schemas, Map<String, List<List<Map<String, Object>>>> partitions) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** When all of them arrived. */
    private static final long ARRIVAL = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();

    /** The events of each partition as they are in the log. */
    Map<String, List<List<byte[]>>> json() {
        Map<String, List<List<byte[]>>> json = new HashMap<>();
        partitions.forEach((stream, events) -> json.put(
                stream,
                events.stream()
                        .map(partition -> partition.stream()
                                .map(event -> json(schemas.get(stream), event))
                                .toList())
                        .toList()));
        return json;
    }

    private static byte[] json(StreamSchema stream, Map<String, Object> event) {
        Map<String, Object> written = new LinkedHashMap<>(event);
        for (ColumnSchema column : stream.columns()) {
            if (column.type() == ColumnType.TIMESTAMP && event.get(column.name()) instanceof Long time) {
                written.put(column.name(), Instant.ofEpochMilli(time).toString());
            }
        }
        return JSON.writeValueAsString(written).getBytes(StandardCharsets.UTF_8);
    }

    /** The same for a bounded run. */
    static Map<String, List<SourceRecords>> records(Map<String, List<List<byte[]>>> json) {
        Map<String, List<SourceRecords>> records = new HashMap<>();
        json.forEach((stream, partitions) -> records.put(
                stream,
                partitions.stream()
                        .map(partition -> SourceRecords.of(partition, ARRIVAL))
                        .toList()));
        return records;
    }

    /** What of them is before places in the logs. */
    Map<String, List<List<byte[]>>> before(
            Map<String, List<List<byte[]>>> json, Map<UUID, Map<Integer, Long>> frontiers) {
        Map<String, List<List<byte[]>>> read = new HashMap<>();
        json.forEach((stream, partitions) -> {
            Map<Integer, Long> ends = frontiers.getOrDefault(schemas.get(stream).topicId(), Map.of());
            List<List<byte[]>> heads = new ArrayList<>();
            for (int p = 0; p < partitions.size(); p++) {
                heads.add(partitions.get(p).subList(0, ends.getOrDefault(p, 0L).intValue()));
            }
            read.put(stream, heads);
        });
        return read;
    }

    /** With a table {@code watermarks} of the streams that have one at their end. */
    void load(DuckDb duckDb) throws SQLException {
        Map<String, Long> watermarks = new HashMap<>();
        for (Map.Entry<String, List<List<Map<String, Object>>>> stream : partitions.entrySet()) {
            StreamSchema schema = schemas.get(stream.getKey());
            duckDb.load(schema, stream.getValue());
            if (stream.getValue().stream().noneMatch(List::isEmpty)) {
                watermarks.put(schema.stream(), watermark(schema, stream.getValue()));
            }
        }
        duckDb.watermarks(watermarks);
    }

    private static long watermark(StreamSchema schema, List<List<Map<String, Object>>> partitions) {
        long least = Long.MAX_VALUE;
        for (List<Map<String, Object>> partition : partitions) {
            long greatest = partition.stream()
                    .mapToLong(event -> (Long) event.get(schema.eventTime()))
                    .max()
                    .orElseThrow();
            least = Math.min(least, greatest - schema.outOfOrdernessMs());
        }
        return least;
    }
}
