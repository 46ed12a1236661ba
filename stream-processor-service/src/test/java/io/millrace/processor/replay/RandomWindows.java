package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnType;
import io.millrace.processor.replay.RandomExpressions.Column;
import io.millrace.processor.replay.RandomQueries.Field;
import io.millrace.processor.replay.RandomQueries.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random queries of windows of a stream, and joins in time. Late events are in none of them. */
final class RandomWindows {
    private final Random random;
    private final Supplier<String> names;
    private final RandomAggregates aggregates;

    RandomWindows(Random random, Supplier<String> names, RandomAggregates aggregates) {
        this.random = random;
        this.names = names;
        this.aggregates = aggregates;
    }

    /** Aggregates of TUMBLE, HOP or CUMULATE. */
    Query windows(Query stream) {
        int step = 1 + random.nextInt(3);
        int size = step * (1 + random.nextInt(3));
        Sql table = switch (random.nextInt(3)) {
            case 0 -> new Sql("TUMBLE(TABLE %s, DESCRIPTOR(ts), INTERVAL '" + size + "' MINUTE)", fixed(size, size));
            case 1 ->
                new Sql(
                        "HOP(TABLE %s, DESCRIPTOR(ts), INTERVAL '" + step + "' MINUTE, INTERVAL '" + size + "' MINUTE)",
                        fixed(step, size));
            default ->
                new Sql(
                        "CUMULATE(TABLE %s, DESCRIPTOR(ts), INTERVAL '" + step + "' MINUTE, INTERVAL '" + size
                                + "' MINUTE)",
                        cumulated(step, size));
        };
        return grouped(stream, new Sql("TABLE(" + table.ours() + ")", table.theirs()), key(stream));
    }

    private static String bucket(int minutes) {
        return "time_bucket(INTERVAL '" + minutes + " minutes', ts, TIMESTAMP '1970-01-01')";
    }

    private static String fixed(int step, int size) {
        return "(SELECT *, " + bucket(step) + " - k * INTERVAL '" + step
                + " minutes' AS window_start, window_start + INTERVAL '" + size
                + " minutes' AS window_end FROM %s_on_time, range(0, " + size / step + ") AS ks(k))";
    }

    private static String cumulated(int step, int size) {
        return "(SELECT * FROM (SELECT *, " + bucket(size) + " AS window_start, " + bucket(step)
                + " + (k + 1) * INTERVAL '"
                + step + " minutes' AS window_end FROM %s_on_time, range(0, " + size / step
                + ") AS ks(k)) WHERE window_end <= window_start + INTERVAL '" + size + " minutes')";
    }

    private List<Field> key(Query stream) {
        return random.nextBoolean()
                ? List.of()
                : List.of(stream.fields().get(random.nextInt(stream.fields().size())));
    }

    Query sessions(Query stream) {
        List<Field> keys = key(stream).stream()
                .filter(key -> key.type() != ColumnType.DOUBLE)
                .toList();
        int gap = 20 + random.nextInt(60);
        String by = keys.isEmpty() ? "" : "PARTITION BY " + keys.getFirst().name() + " ";
        String theirs = "(SELECT *, MIN(ts) OVER w AS window_start, MAX(ts) OVER w + INTERVAL '" + gap
                + " seconds' AS window_end FROM (SELECT *, SUM(begins) OVER (" + by
                + "ORDER BY ts ROWS UNBOUNDED PRECEDING) AS session FROM (SELECT *, COALESCE(ts > LAG(ts) OVER (" + by
                + "ORDER BY ts) + INTERVAL '" + gap + " seconds', true)::INT AS begins FROM %s_on_time)) WINDOW w AS ("
                + (by.isEmpty() ? "PARTITION BY " : by.strip() + ", ") + "session))";
        String descriptor =
                keys.isEmpty() ? "" : "DESCRIPTOR(" + keys.getFirst().name() + "), ";
        String ours = "TABLE(SESSION(TABLE %s, DESCRIPTOR(ts), " + descriptor + "INTERVAL '" + gap + "' SECOND))";
        return grouped(stream, new Sql(ours, theirs), keys);
    }

    private Query grouped(Query stream, Sql windows, List<Field> keys) {
        Field start = new Field(names.get(), ColumnType.TIMESTAMP, true);
        Field end = new Field(names.get(), ColumnType.TIMESTAMP, true);
        List<Field> fields = new ArrayList<>(List.of(start, end));
        List<Sql> items = new ArrayList<>(
                List.of(Sql.of("t.window_start AS " + start.name()), Sql.of("t.window_end AS " + end.name())));
        String by = "t.window_start, t.window_end";
        for (Field key : keys) {
            by += ", t." + key.name();
            fields.add(new Field(names.get(), key.type(), key.wild()));
            items.add(RandomQueries.as(key.of("t").sql(), fields.getLast().name()));
        }
        List<Column> columns = RandomQueries.columns(stream, "t");
        for (int i = random.nextInt(3); i >= 0; i--) {
            RandomAggregates.Aggregate one = aggregates.of(columns);
            fields.add(new Field(names.get(), one.type(), one.wild()));
            items.add(RandomQueries.as(one.sql(), fields.getLast().name()));
        }
        Sql sql = Sql.of("(SELECT %s FROM %s AS t GROUP BY " + by + ")", Sql.list(items), windows.with(stream.from()));
        return new Query(sql, List.copyOf(fields), RandomQueries.Form.OTHER, List.of(stream));
    }

    /** A join of streams in time: a row without a partner comes when the watermark of both has passed its last chance. */
    Query timed(Query left, Query right, List<Field> fields, Sql items, Sql equal) {
        String kind = List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN").get(random.nextInt(4));
        int before = random.nextInt(3);
        int after = random.nextInt(4);
        String on = "%s AND b.ts BETWEEN a.ts - INTERVAL '" + before + "' MINUTE AND a.ts + INTERVAL '" + after
                + "' MINUTE";
        String streams = "'" + left.from().ours() + "', '" + right.from().ours() + "'";
        String watermark = "(SELECT CASE WHEN COUNT(*) = "
                + (left.from().equals(right.from()) ? 1 : 2)
                + " THEN MIN(watermark) END FROM watermarks WHERE stream IN (" + streams + "))";
        String closed = " WHERE a.ts IS NOT NULL AND b.ts IS NOT NULL OR a.ts + INTERVAL '" + after + "' MINUTE < "
                + watermark + " OR b.ts + INTERVAL '" + before + "' MINUTE < " + watermark;
        String[] keys = equal.theirs().split(" = ");
        closed += " OR a.ts IS NOT NULL AND " + keys[0] + " IS NULL OR b.ts IS NOT NULL AND " + keys[1] + " IS NULL";
        String select = "(SELECT %s FROM %s AS a " + kind + " %s AS b ON " + on;
        Sql sql = new Sql(select + ")", select + closed + ")").with(items, left.from(), right.from(), equal);
        return new Query(sql, fields, RandomQueries.Form.OTHER, List.of(left, right));
    }
}
