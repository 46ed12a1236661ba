package io.millrace.processor.replay;

import io.millrace.api.contract.Base64Text;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The events of streams as tables of another engine, which says what a query over all of them is. */
final class DuckDb implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 32;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Connection connection;

    DuckDb() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
        }
    }

    void load(StreamSchema stream, List<List<Map<String, Object>>> partitions) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (ColumnSchema column : stream.columns()) {
            columns.add("\"" + column.name() + "\" " + type(column));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + stream.stream() + " (" + String.join(", ", columns) + ")");
        }
        List<Map<String, Object>> events =
                partitions.stream().flatMap(List::stream).toList();
        for (int from = 0; from < events.size(); from += ROWS_AT_ONCE) {
            insert(stream, events.subList(from, Math.min(events.size(), from + ROWS_AT_ONCE)));
        }
    }

    private void insert(StreamSchema stream, List<Map<String, Object>> events) throws SQLException {
        String marks = stream.columns().stream().map(DuckDb::mark).collect(Collectors.joining(", ", "(", ")"));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + stream.stream() + " VALUES "
                + String.join(", ", Collections.nCopies(events.size(), marks)))) {
            int place = 1;
            for (Map<String, Object> event : events) {
                for (ColumnSchema column : stream.columns()) {
                    insert.setObject(place++, value(column, event.get(column.name())));
                }
            }
            insert.execute();
        }
    }

    void watermarks(Map<String, Long> watermarks) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE watermarks (stream VARCHAR, watermark TIMESTAMP)");
            for (Map.Entry<String, Long> watermark : watermarks.entrySet()) {
                statement.execute("INSERT INTO watermarks VALUES ('" + watermark.getKey() + "', make_timestamp_ms("
                        + watermark.getValue() + "))");
            }
        }
    }

    private static String type(ColumnSchema column) {
        return switch (column.type()) {
            case STRING -> "VARCHAR";
            case BINARY -> "BLOB";
            case LONG -> "BIGINT";
            case DOUBLE -> "DOUBLE";
            case BOOLEAN -> "BOOLEAN";
            case TIMESTAMP -> "TIMESTAMP";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case DECIMAL -> "DECIMAL(" + column.precision() + ", " + column.scale() + ")";
            case OBJECT ->
                column.properties().stream()
                        .map(member -> "\"" + member.name() + "\" " + type(member))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case ARRAY -> type(column.items()) + "[]";
            case MAP -> "MAP(VARCHAR, " + type(column.items()) + ")";
        };
    }

    private static String mark(ColumnSchema column) {
        return isNested(column) ? "CAST(CAST(? AS JSON) AS " + type(column) + ")" : "?";
    }

    private static boolean isNested(ColumnSchema column) {
        return column.type() == ColumnType.OBJECT
                || column.type() == ColumnType.ARRAY
                || column.type() == ColumnType.MAP;
    }

    private static Object value(ColumnSchema column, Object value) {
        if (value == null) {
            return null;
        }
        return switch (column.type()) {
            case TIMESTAMP -> LocalDateTime.ofInstant(StreamEvents.instant(column, (Long) value), ZoneOffset.UTC);
            case DATE -> LocalDate.ofEpochDay((Integer) value);
            case TIME -> StreamEvents.time((Integer) value);
            case DECIMAL -> ((BigDecimal) value).setScale(column.scale());
            case OBJECT, ARRAY -> JSON.writeValueAsString(value);
            case BINARY -> Base64Text.read((String) value);
            // The other engine takes maps of another order for others.
            case MAP -> JSON.writeValueAsString(new TreeMap<>((Map<?, ?>) value));
            case STRING, LONG, DOUBLE, BOOLEAN -> value;
        };
    }

    /** Events of a stream without the late ones: {@code <stream>_on_time}. */
    void onTime(String stream, List<Long> late) throws SQLException {
        String places =
                late.isEmpty() ? "-1" : late.stream().map(String::valueOf).collect(Collectors.joining(", "));
        execute("CREATE VIEW " + stream + "_on_time AS SELECT * FROM " + stream + " WHERE rowid NOT IN (" + places
                + ")");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows as texts, sorted; columns in the query's order. */
    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            int width = results.getMetaData().getColumnCount();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(text(results.getObject(i)));
                }
                rows.add(row.toString());
            }
        }
        Collections.sort(rows);
        return rows;
    }

    /** One form for equal values of both engines; an object is the list of its values, a map of its keys and values. */
    static String text(Object value) {
        return switch (value) {
            case null -> "null";
            case Struct object -> texts(attributes(object));
            case Array array -> texts(elements(array));
            case Blob blob -> Base64Text.write(bytes(blob));
            case Map<?, ?> map -> texts(entries(map));
            case Timestamp timestamp ->
                timestamp.toLocalDateTime().toInstant(ZoneOffset.UTC).toString();
            case Double number ->
                new BigDecimal(number + 0.0).stripTrailingZeros().toPlainString();
            case BigInteger number -> number.toString();
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
    }

    private static String texts(Object[] values) {
        return Arrays.stream(values).map(DuckDb::text).toList().toString();
    }

    private static byte[] bytes(Blob blob) {
        try {
            return blob.getBytes(1, (int) blob.length());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object[] entries(Map<?, ?> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                        .toArray();
    }

    private static Object[] attributes(Struct object) {
        try {
            return object.getAttributes();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object[] elements(Array array) {
        try {
            return (Object[]) array.getArray();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
