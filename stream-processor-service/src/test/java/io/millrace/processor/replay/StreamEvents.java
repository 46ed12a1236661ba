package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
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
 * @param partitions per stream its partitions, in each the events as columns; timestamps are epoch milliseconds or microseconds,
 *     dates days since then, times milliseconds of the day, bytes their Base64
 */
record StreamEvents(Map<String, StreamSchema> schemas, Map<String, List<List<Map<String, Object>>>> partitions) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** When all of them arrived. */
    static final long ARRIVAL = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();

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
            switch (column.type()) {
                case TIMESTAMP ->
                    written.computeIfPresent(
                            column.name(),
                            (name, time) -> instant(column, (Long) time).toString());
                case DATE ->
                    written.computeIfPresent(
                            column.name(),
                            (name, day) -> LocalDate.ofEpochDay((Integer) day).toString());
                case TIME ->
                    written.computeIfPresent(
                            column.name(),
                            (name, time) -> time((Integer) time).format(DateTimeFormatter.ISO_LOCAL_TIME));
                case STRING, BINARY, LONG, DOUBLE, DECIMAL, BOOLEAN, OBJECT, ARRAY, MAP -> {}
            }
        }
        return JSON.writeValueAsString(written).getBytes(StandardCharsets.UTF_8);
    }

    static Instant instant(ColumnSchema column, long time) {
        return Instant.EPOCH.plus(time, column.isMicros() ? ChronoUnit.MICROS : ChronoUnit.MILLIS);
    }

    private static long millis(StreamSchema schema, Map<String, Object> event) {
        ColumnSchema column = schema.columns().stream()
                .filter(one -> one.name().equals(schema.eventTime()))
                .findFirst()
                .orElseThrow();
        return instant(column, (Long) event.get(column.name())).toEpochMilli();
    }

    static LocalTime time(int millis) {
        return LocalTime.ofNanoOfDay(millis * 1_000_000L);
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

    /** The places of late events among all of a stream, one partition after the other: each partition says by itself what is late. */
    List<Long> late(String stream) {
        StreamSchema schema = schemas.get(stream);
        List<Long> late = new ArrayList<>();
        long place = 0;
        for (List<Map<String, Object>> partition : partitions.get(stream)) {
            long greatest = Long.MIN_VALUE / 2;
            for (Map<String, Object> event : partition) {
                long time = millis(schema, event);
                if (time < greatest - schema.outOfOrdernessMs()) {
                    late.add(place);
                }
                greatest = Math.max(greatest, time);
                place++;
            }
        }
        return late;
    }

    private static long watermark(StreamSchema schema, List<List<Map<String, Object>>> partitions) {
        long least = Long.MAX_VALUE;
        for (List<Map<String, Object>> partition : partitions) {
            long greatest = partition.stream()
                    .mapToLong(event -> millis(schema, event))
                    .max()
                    .orElseThrow();
            least = Math.min(least, greatest - schema.outOfOrdernessMs());
        }
        return least;
    }
}
