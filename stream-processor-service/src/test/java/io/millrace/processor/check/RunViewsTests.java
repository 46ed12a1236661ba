package io.millrace.processor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedViews;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.check.SourceText;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.function.TestJars;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RunViewsTests {
    private static final StreamSchema ORDERS = new StreamSchema(
            "orders",
            "orders",
            new UUID(0, 1),
            "orders",
            "1.0.0",
            4,
            List.of(
                    ColumnSchema.of("id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0),
                    ColumnSchema.of("amount", ColumnType.LONG, false, 0)),
            "at",
            0,
            false,
            -1);
    private static final String PER_HOUR = """
        CREATE MATERIALIZED VIEW per_hour WITH (retention = '10 days') AS
        SELECT window_start, COUNT(*) AS n, SUM(amount) AS total
        FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '1' HOUR))
        GROUP BY window_start, window_end EMIT ON WINDOW CLOSE
        """;

    private static CheckedViews check(String sql, List<CheckViews.Run> runs) {
        return RunViews.of(new CheckViews(List.of(ORDERS), List.of(new SourceText("a.sql", sql)), runs, null));
    }

    private static Ran run(String sql, List<List<String>> partitions) {
        return check(sql, List.of(new CheckViews.Run("a.sql", Map.of("orders", partitions))))
                .runs()
                .getFirst();
    }

    private static String order(int id, String at, String amount) {
        return "{\"id\":\"" + id + "\",\"at\":\"" + at + "\",\"amount\":" + amount + "}";
    }

    @Test
    void viewsReadStreamsThatTheFolderDerives() {
        SourceText view = new SourceText(
                "a.sql",
                "CREATE MATERIALIZED VIEW dear_per_hour WITH (retention = '10 days') AS SELECT window_start, COUNT(*) AS n FROM"
                        + " TABLE(TUMBLE(TABLE dear, DESCRIPTOR(at), INTERVAL '1' HOUR)) GROUP BY window_start, window_end");
        SourceText stream =
                new SourceText("b.sql", "CREATE STREAM dear AS SELECT id, at, amount FROM orders WHERE amount > 100");
        SourceText reader = new SourceText("c.sql", "CREATE STREAM bad AS SELECT n FROM dear_per_hour");

        CheckedViews checked =
                RunViews.of(new CheckViews(List.of(ORDERS), List.of(view, stream, reader), List.of(), null));

        assertThat(checked.views().get(0).violations()).isEmpty();
        assertThat(checked.views().get(1).key()).containsExactly("id");
        assertThat(checked.views().get(2).violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.code()).isEqualTo("UNKNOWN_TABLE"));
    }

    @Test
    void viewsAndStreamsReadTablesOfTheFolder() {
        SourceText table = new SourceText("t.sql", "CREATE TABLE known WITH (stream = 'orders')");
        SourceText joined = new SourceText(
                "s.sql",
                "CREATE STREAM again WITH (key = 'id') AS SELECT o.id, o.at, k.amount FROM orders AS o JOIN known"
                        + " FOR SYSTEM_TIME AS OF o.at AS k ON o.id = k.id");
        SourceText derived = new SourceText("u.sql", "CREATE TABLE known_again WITH (stream = 'again')");
        SourceText view = new SourceText(
                "a.sql", "CREATE MATERIALIZED VIEW amounts AS SELECT amount, COUNT(*) AS n FROM known GROUP BY amount");
        SourceText reader = new SourceText("b.sql", "CREATE MATERIALIZED VIEW b AS SELECT * FROM known_again");
        List<List<String>> orders = List.of(List.of(
                order(1, "2001-01-01T10:10:00Z", "5"),
                order(2, "2001-01-01T10:10:00Z", "5"),
                order(2, "2001-01-01T10:11:00Z", "6")));

        CheckedViews checked = RunViews.of(new CheckViews(
                List.of(ORDERS),
                List.of(view, reader, table, joined, derived),
                List.of(new CheckViews.Run("a.sql", Map.of("orders", orders))),
                null));

        assertThat(checked.views())
                .allSatisfy(one -> assertThat(one.violations()).isEmpty());
        assertThat(checked.views().get(2).streams()).containsExactly("orders");
        assertThat(checked.views().get(2).key()).containsExactly("id");
        assertThat(checked.runs().getFirst().rows())
                .map(JsonNode::toString)
                .containsExactly("{\"amount\":5,\"n\":1}", "{\"amount\":6,\"n\":1}");
    }

    @Test
    void refusesTablesAsTheServiceDoes() {
        CheckedViews checked = RunViews.of(new CheckViews(
                List.of(ORDERS),
                List.of(
                        new SourceText("a.sql", "CREATE TABLE a WITH (stream = 'ordres')"),
                        new SourceText("b.sql", "CREATE TABLE b WITH (stream = 'orders', deleted = 'amount')"),
                        new SourceText("c.sql", "CREATE TABLE orders WITH (stream = 'orders')"),
                        new SourceText("d.sql", "CREATE MATERIALIZED VIEW b AS SELECT * FROM orders"),
                        new SourceText("e.sql", "DROP TABLE a")),
                List.of(),
                null));
        assertThat(checked.views())
                .extracting(view -> view.violations().getFirst().code())
                .containsExactly("UNKNOWN_TABLE", "UNSUPPORTED_SQL", "NAME_TAKEN", "INVALID_NAME", "INVALID_SQL");
        assertThat(checked.views().getFirst().violations().getFirst().hint()).contains("orders");
    }

    @Test
    void functionsOfTheFolderAreCalledInViewsAndTheirRuns(@TempDir Path folder) throws Exception {
        TestJars.write(
                folder.resolve("acme.jar"),
                "package com.acme; public class Twice { public static long eval(long x) { return 2 * x; } }");
        CheckViews.Functions functions = new CheckViews.Functions(
                folder.toString(),
                List.of(
                        new SourceText("twice.sql", "CREATE FUNCTION twice AS 'com.acme.Twice' USING JAR 'acme.jar'"),
                        new SourceText("gone.sql", "CREATE FUNCTION gone AS 'com.acme.Gone' USING JAR 'gone.jar'")));
        CheckedViews checked = RunViews.of(new CheckViews(
                List.of(ORDERS),
                List.of(
                        new SourceText(
                                "a.sql", "CREATE MATERIALIZED VIEW a AS SELECT id, twice(amount) AS n FROM orders"),
                        new SourceText(
                                "b.sql", "CREATE MATERIALIZED VIEW b AS SELECT id, gone(amount) AS n FROM orders")),
                List.of(new CheckViews.Run(
                        "a.sql", Map.of("orders", List.of(List.of(order(1, "2001-01-01T10:00:00Z", "21")))))),
                functions));

        assertThat(checked.functions().getFirst().violations()).isEmpty();
        assertThat(checked.functions().getLast().violations().toString())
                .contains("There is no jar gone.jar here. Jars are acme.jar.");
        assertThat(checked.views().getLast().violations().toString()).contains("The function GONE is not supported");
        assertThat(checked.runs().getFirst().rows().toString()).contains("\"n\":42");
    }

    @Test
    void viewsOfTheFolderReadEachOtherWhateverTheirOrder() {
        SourceText reader = new SourceText(
                "a.sql", "CREATE MATERIALIZED VIEW spread AS SELECT n, COUNT(*) AS amounts FROM per_amount GROUP BY n");
        SourceText read = new SourceText(
                "b.sql",
                "CREATE MATERIALIZED VIEW per_amount AS SELECT amount, COUNT(*) AS n FROM orders GROUP BY amount");
        List<List<String>> orders = List.of(
                List.of(order(1, "2001-01-01T10:10:00Z", "5"), order(2, "2001-01-01T10:10:00Z", "5")),
                List.of(order(3, "2001-01-01T10:10:00Z", "6")));
        CheckedViews checked = RunViews.of(new CheckViews(
                List.of(ORDERS),
                List.of(reader, read),
                List.of(new CheckViews.Run("a.sql", Map.of("orders", orders))),
                null));
        assertThat(checked.views())
                .allSatisfy(view -> assertThat(view.violations()).isEmpty());
        assertThat(checked.runs().getFirst().rows())
                .map(JsonNode::toString)
                .containsExactly("{\"n\":1,\"amounts\":1}", "{\"n\":2,\"amounts\":1}");
    }

    @Test
    void showsObjectsArraysAndMapsInTheOrderOfTheirKeys() {
        Ran ran = run(
                "CREATE MATERIALIZED VIEW v AS SELECT ARRAY[amount] AS a, ROW(COUNT(*), 'x') AS r,"
                        + " MAP['b', MAX(amount), 'a', COUNT(*)] AS m FROM orders GROUP BY ARRAY[amount]",
                List.of(List.of(order(1, "2001-01-01T10:10:00Z", "6"), order(2, "2001-01-01T10:10:00Z", "5"))));
        assertThat(ran.failure()).isNull();
        assertThat(ran.quarantined()).isEmpty();
        assertThat(ran.rows())
                .map(JsonNode::toString)
                .containsExactly(
                        "{\"a\":[5],\"r\":{\"EXPR$0\":1,\"EXPR$1\":\"x\"},\"m\":{\"a\":1,\"b\":5}}",
                        "{\"a\":[6],\"r\":{\"EXPR$0\":1,\"EXPR$1\":\"x\"},\"m\":{\"a\":1,\"b\":6}}");
    }

    @Test
    void closesWindowsByTheEventsOfOnePartition() {
        Ran ran = run(
                PER_HOUR,
                List.of(List.of(
                        order(1, "2001-01-01T10:10:00Z", "5"),
                        order(2, "2001-01-01T11:10:00Z", "6"),
                        order(3, "2001-01-01T10:20:00Z", "7"))));
        assertThat(ran.failure()).isNull();
        assertThat(ran.rows())
                .map(JsonNode::toString)
                .containsExactly("{\"window_start\":\"2001-01-01T10:00:00Z\",\"n\":1,\"total\":5}");
        assertThat(ran.lateRows()).isEqualTo(1);
    }

    @Test
    void aPartitionWithoutEventsKeepsWindowsOpen() {
        Ran ran = run(
                PER_HOUR,
                List.of(
                        List.of(order(1, "2001-01-01T10:10:00Z", "5"), order(2, "2001-01-01T11:10:00Z", "6")),
                        List.of()));
        assertThat(ran.rows()).isEmpty();
    }

    @Test
    void givesRowsInTheOrderOfTheirKeysAndTellsWhatIsQuarantined() {
        Ran ran = run(
                "CREATE MATERIALIZED VIEW ratios AS SELECT amount, COUNT(*) AS n, SUM(100 / amount) AS r FROM orders"
                        + " GROUP BY amount",
                List.of(List.of(
                        order(1, "2001-01-01T10:10:00Z", "10"),
                        order(2, "2001-01-01T10:10:00Z", "2"),
                        order(3, "2001-01-01T10:10:00Z", "0"))));
        assertThat(ran.rows()).map(row -> row.get("amount").asInt()).containsExactly(2, 10);
        assertThat(ran.quarantined()).extracting("code").containsExactly("DIVISION_BY_ZERO");
    }

    @Test
    void aViewOfAStreamWithoutEventsHasNoRows() {
        Ran ran = check(PER_HOUR, List.of(new CheckViews.Run("a.sql", Map.of())))
                .runs()
                .getFirst();
        assertThat(ran.failure()).isNull();
        assertThat(ran.rows()).isEmpty();
    }

    @Test
    void refusesAsTheServiceDoes() {
        CheckedViews checked = check(
                "CREATE MATERIALIZED VIEW x AS\nSELECT amuont FROM orders",
                List.of(new CheckViews.Run("a.sql", Map.of())));
        CheckedView view = checked.views().getFirst();
        assertThat(view.name()).isEqualTo("x");
        assertThat(view.violations()).extracting("line", "column").hasSize(1);
        assertThat(view.violations().getFirst().hint()).contains("amount");
        assertThat(checked.runs().getFirst().failure()).isEqualTo("its view was refused");
        assertThat(check("CREATE MATERIALIZED VIEW orders AS SELECT id FROM orders", List.of())
                        .views()
                        .getFirst()
                        .violations())
                .extracting("code")
                .containsExactly("NAME_TAKEN");
    }
}
