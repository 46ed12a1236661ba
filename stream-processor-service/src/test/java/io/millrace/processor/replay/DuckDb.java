package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The events of streams as tables of another engine, which says what a query over all of them is. */
final class DuckDb implements AutoCloseable {
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
        String marks = stream.columns().stream().map(DuckDb::mark).collect(Collectors.joining(", "));
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + stream.stream() + " VALUES (" + marks + ")")) {
            for (List<Map<String, Object>> partition : partitions) {
                for (Map<String, Object> event : partition) {
                    for (int i = 0; i < columns.size(); i++) {
                        ColumnSchema column = stream.columns().get(i);
                        insert.setObject(i + 1, value(column, event.get(column.name())));
                    }
                    insert.addBatch();
                }
            }
            insert.executeBatch();
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
            case LONG -> "BIGINT";
            case DOUBLE -> "DOUBLE";
            case BOOLEAN -> "BOOLEAN";
            case TIMESTAMP -> "TIMESTAMP";
            case OBJECT ->
                column.properties().stream()
                        .map(member -> "\"" + member.name() + "\" " + type(member))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case ARRAY -> type(column.items()) + "[]";
            default -> throw new IllegalArgumentException(column.toString());
        };
    }

    private static String mark(ColumnSchema column) {
        return isNested(column) ? "CAST(CAST(? AS JSON) AS " + type(column) + ")" : "?";
    }

    private static boolean isNested(ColumnSchema column) {
        return column.type() == ColumnType.OBJECT || column.type() == ColumnType.ARRAY;
    }

    private static Object value(ColumnSchema column, Object value) {
        return switch (column.type()) {
            case TIMESTAMP ->
                value == null ? null : LocalDateTime.ofInstant(Instant.ofEpochMilli((Long) value), ZoneOffset.UTC);
            case OBJECT, ARRAY -> value == null ? null : JSON.writeValueAsString(value);
            default -> value;
        };
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

    /** One form for equal values of both engines; an object is the list of its values. */
    static String text(Object value) {
        return switch (value) {
            case null -> "null";
            case Struct object -> texts(attributes(object));
            case Array array -> texts(elements(array));
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
