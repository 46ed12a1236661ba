package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.catalog.KnownStreams;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Random events of two streams, orders with a primary key and payments without one, with few values and some nulls, as bytes for
 * stages and as tables for Calcite's engine. Each partition ends with an event far behind the others, so that the watermark
 * passes them.
 */
final class Trades {
    /** In the rows of the last events. */
    static final String LAST = "last";

    private static final int PARTITIONS = 2;
    private static final long START = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final KnownStreams STREAMS = KnownStreams.of(List.of(
            schema("orders", 1, "id", "customer", "amount", "placed_at"),
            schema("payments", 0, "order_id", "method", "amount", "paid_at")));

    /** @param key 1 where the first column is the primary key */
    private static StreamSchema schema(String name, int key, String id, String text, String number, String time) {
        return new StreamSchema(
                name,
                name,
                new UUID(2, name.length()),
                name,
                "1.0.0",
                PARTITIONS,
                List.of(
                        ColumnSchema.of(id, ColumnType.STRING, key > 0, key),
                        ColumnSchema.of(text, ColumnType.STRING, false, 0),
                        ColumnSchema.of(number, ColumnType.LONG, false, 0),
                        ColumnSchema.of(time, ColumnType.TIMESTAMP, true, 0)),
                time,
                24 * HOUR,
                false,
                -1);
    }

    private record Event(
            @Nullable String id,
            @Nullable String text,
            @Nullable Long number,
            long time) {
        @Nullable
        Object[] row() {
            return new @Nullable Object[] {id, text, number, time};
        }
    }

    private final Map<String, List<List<Event>>> events;

    private Trades(Map<String, List<List<Event>>> events) {
        this.events = events;
    }

    static Trades random(Random random, int count) {
        return new Trades(Map.of("orders", stream(random, count, false), "payments", stream(random, count, true)));
    }

    private static List<List<Event>> stream(Random random, int count, boolean nullable) {
        List<List<Event>> partitions = new ArrayList<>();
        for (int p = 0; p < PARTITIONS; p++) {
            partitions.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            int id = random.nextInt(40);
            Event event = new Event(
                    nullable && random.nextInt(10) == 0 ? null : "o" + id,
                    random.nextInt(8) == 0 ? null : "c" + random.nextInt(5),
                    random.nextInt(8) == 0 ? null : (Long) (long) random.nextInt(10),
                    START + random.nextInt(6 * 60) * 60_000L);
            partitions.get(id % PARTITIONS).add(event);
        }
        for (int p = 0; p < PARTITIONS; p++) {
            partitions.get(p).add(new Event(LAST + p, LAST, null, START + 1000 * HOUR));
        }
        return partitions;
    }

    Map<String, List<List<byte[]>>> json() {
        return Map.of(
                "orders", json("orders", "id", "customer", "placed_at"),
                "payments", json("payments", "order_id", "method", "paid_at"));
    }

    private List<List<byte[]>> json(String stream, String id, String text, String time) {
        return events.get(stream).stream()
                .map(partition -> partition.stream()
                        .map(event -> json(event, id, text, time))
                        .toList())
                .toList();
    }

    private static byte[] json(Event event, String id, String text, String time) {
        return ("{\"" + id + "\":" + quoted(event.id) + ",\"" + text + "\":" + quoted(event.text) + ",\"amount\":"
                        + event.number + ",\"" + time + "\":\"" + Instant.ofEpochMilli(event.time) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String quoted(@Nullable String text) {
        return text == null ? null : '"' + text + '"';
    }

    /** Values of a row of the changelog. */
    static String texts(String row) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : JSON.readTree(row)) {
            texts.add(value.isNull() ? "null" : value.asString());
        }
        return texts.toString();
    }

    /** Rows of the same query over all events at once. */
    List<String> answer(String select) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("lex", "JAVA");
        properties.setProperty("parserFactory", "org.apache.calcite.sql.parser.babel.SqlBabelParserImpl#FACTORY");
        properties.setProperty("defaultNullCollation", "LOW");
        try (Connection connection = DriverManager.getConnection("jdbc:calcite:", properties)) {
            CalciteConnection calcite = connection.unwrap(CalciteConnection.class);
            calcite.getRootSchema().add("orders", new Table("id", "customer", "placed_at", events.get("orders")));
            calcite.getRootSchema().add("payments", new Table("order_id", "method", "paid_at", events.get("payments")));
            try (Statement statement = calcite.createStatement();
                    ResultSet rows = statement.executeQuery(select)) {
                List<String> answer = new ArrayList<>();
                while (rows.next()) {
                    answer.add(texts(rows));
                }
                return answer;
            }
        }
    }

    private static String texts(ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            Object value = row.getObject(i);
            if (value instanceof Timestamp) {
                Timestamp utc = row.getTimestamp(i, Calendar.getInstance(TimeZone.getTimeZone("UTC")));
                texts.add(JSON.valueToTree(utc.toInstant()).asString());
            } else {
                texts.add(String.valueOf(value));
            }
        }
        return texts.toString();
    }

    private static final class Table extends AbstractTable implements ScannableTable {
        private final String id;
        private final String text;
        private final String time;
        private final List<List<Event>> partitions;

        Table(String id, String text, String time, List<List<Event>> partitions) {
            this.id = id;
            this.text = text;
            this.time = time;
            this.partitions = partitions;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory types) {
            return types.builder()
                    .add(id, SqlTypeName.VARCHAR)
                    .nullable(true)
                    .add(text, SqlTypeName.VARCHAR)
                    .nullable(true)
                    .add("amount", SqlTypeName.BIGINT)
                    .nullable(true)
                    .add(time, SqlTypeName.TIMESTAMP, 3)
                    .build();
        }

        @Override
        public Enumerable<@Nullable Object[]> scan(DataContext root) {
            return Linq4j.asEnumerable(
                    partitions.stream().flatMap(List::stream).map(Event::row).toList());
        }
    }
}
