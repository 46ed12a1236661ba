package io.millrace.processor.stage;

import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.AggregateCall.Function;
import io.millrace.processor.step.EvaluationException;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import io.millrace.processor.step.WindowBounds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** Plans over a stream of orders, written by hand, and random events of it. */
public final class Orders {
    public static final UUID TOPIC_ID = new UUID(1, 2);
    public static final long START = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();
    public static final long OUT_OF_ORDERNESS_MS = 5_000;

    static final ValueType BIGINT = ValueType.of(Kind.BIGINT);
    static final ValueType DOUBLE = ValueType.of(Kind.DOUBLE);
    static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);
    static final ValueType TIMESTAMP = ValueType.of(Kind.TIMESTAMP);

    private static final List<ViewPlan.Column> COLUMNS = List.of(
            new ViewPlan.Column("id", VARCHAR, false),
            new ViewPlan.Column("customer", VARCHAR, true),
            new ViewPlan.Column("amount", BIGINT, true),
            new ViewPlan.Column("price", DOUBLE, true),
            new ViewPlan.Column("at", TIMESTAMP, true));
    private static final List<ViewPlan.Column> WITH_ORIGIN = Stream.concat(
                    COLUMNS.stream(), Stream.of(new ViewPlan.Column("$offset", VARCHAR, false)))
            .toList();

    private Orders() {}

    /** An event of the stream, null where the column is absent. */
    public record Order(String id, String customer, Long amount, Double price, Long at) {
        public byte[] json() {
            return ("{\"id\":\"" + id + "\",\"note\":{\"a\":[1,\"}\"]},\"customer\":"
                            + (customer == null ? "null" : "\"" + customer + "\"") + ",\"amount\":" + amount
                            + ",\"price\":" + price + ",\"at\":"
                            + (at == null ? "null" : "\"" + Instant.ofEpochMilli(at) + "\"") + "}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Random orders per partition, out of order in event time within and beyond the bound. */
    public static List<List<Order>> random(Random random, int partitions, int count) {
        List<List<Order>> orders = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            orders.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            int partition = random.nextInt(partitions);
            long time = START + i * 100L - random.nextInt(8_000);
            orders.get(partition)
                    .add(new Order(
                            "o" + partition + "-" + random.nextInt(count),
                            random.nextInt(20) == 0 ? null : "c" + random.nextInt(12),
                            random.nextInt(10) == 0 ? null : (long) random.nextInt(1000) - 200,
                            random.nextInt(10) == 0 ? null : random.nextGaussian() * Math.pow(10, random.nextInt(12)),
                            random.nextInt(50) == 0 ? null : (Long) time));
        }
        return orders;
    }

    public static ViewPlan.Scan scan(String topic, UUID topicId, int partitions) {
        return new ViewPlan.Scan(
                "orders",
                "orders 1.0.0",
                topic,
                topicId,
                partitions,
                COLUMNS,
                members(COLUMNS),
                4,
                -1,
                -1,
                List.of(0),
                OUT_OF_ORDERNESS_MS,
                0);
    }

    private static List<ViewPlan.Member> members(List<ViewPlan.Column> columns) {
        return columns.stream().map(column -> ViewPlan.Member.of(column.name())).toList();
    }

    /** The same with the place in the stream as the last column. */
    static ViewPlan.Scan withOrigin(ViewPlan.Scan scan) {
        return new ViewPlan.Scan(
                scan.stream(),
                scan.contract(),
                scan.topic(),
                scan.topicId(),
                scan.partitions(),
                WITH_ORIGIN,
                members(WITH_ORIGIN),
                4,
                -1,
                5,
                List.of(0),
                OUT_OF_ORDERNESS_MS,
                0);
    }

    /** SELECT id, amount * 2 AS doubled, 100 / amount AS share FROM orders WHERE amount IS NULL OR amount &gt; -100. */
    public static ViewPlan projection(ViewPlan.Scan scan, String view, boolean hiddenKey, long retentionMs) {
        List<ViewPlan.Column> columns = List.of(
                new ViewPlan.Column("id", VARCHAR, false),
                new ViewPlan.Column("doubled", BIGINT, true),
                new ViewPlan.Column("share", BIGINT, true),
                new ViewPlan.Column("at", TIMESTAMP, true),
                new ViewPlan.Column("$offset", VARCHAR, false));
        ViewPlan.Calc calc = new ViewPlan.Calc(withOrigin(scan), Orders::project, columns);
        return new ViewPlan(
                view,
                1,
                new ViewPlan.Emit(
                        calc,
                        List.of(hiddenKey ? 4 : 0),
                        ViewPlan.Changes.LATEST,
                        3,
                        retentionMs,
                        retentionMs < 0 ? -1 : 3));
    }

    /** SELECT id, customer, customer AS again FROM orders. */
    public static ViewPlan texts(ViewPlan.Scan scan, String view) {
        List<ViewPlan.Column> columns = List.of(
                new ViewPlan.Column("id", VARCHAR, false),
                new ViewPlan.Column("customer", VARCHAR, true),
                new ViewPlan.Column("again", VARCHAR, true));
        ViewPlan.Calc calc = new ViewPlan.Calc(scan, row -> new Object[] {row[0], row[1], row[1]}, columns);
        return new ViewPlan(view, 1, new ViewPlan.Emit(calc, List.of(0), ViewPlan.Changes.LATEST, 3, -1, -1));
    }

    private static Object[] project(Object[] row) {
        Long amount = (Long) row[2];
        if (amount == null) {
            return new Object[] {row[0], null, null, row[4], row[5]};
        }
        if (amount == 0) {
            throw new EvaluationException(
                    "DIVISION_BY_ZERO", "100 / amount: division by zero", new ArithmeticException());
        }
        return amount > -100 ? new Object[] {row[0], amount * 2, 100 / amount, row[4], row[5]} : null;
    }

    private static final List<AggregateCall> CALLS = List.of(
            new AggregateCall(Function.COUNT_STAR, -1, BIGINT, BIGINT),
            new AggregateCall(Function.COUNT, 2, BIGINT, BIGINT),
            new AggregateCall(Function.SUM, 2, BIGINT, BIGINT),
            new AggregateCall(Function.AVG, 2, BIGINT, BIGINT),
            new AggregateCall(Function.MIN, 2, BIGINT, BIGINT),
            new AggregateCall(Function.MAX, 0, VARCHAR, VARCHAR),
            new AggregateCall(Function.SUM, 3, DOUBLE, DOUBLE),
            new AggregateCall(Function.AVG, 3, DOUBLE, DOUBLE));

    private static List<ViewPlan.Column> aggregated(ViewPlan.Column... keys) {
        List<ViewPlan.Column> columns = new ArrayList<>(Arrays.asList(keys));
        columns.add(new ViewPlan.Column("orders", BIGINT, false));
        columns.add(new ViewPlan.Column("amounts", BIGINT, false));
        columns.add(new ViewPlan.Column("amount", BIGINT, true));
        columns.add(new ViewPlan.Column("avg_amount", BIGINT, true));
        columns.add(new ViewPlan.Column("least", BIGINT, true));
        columns.add(new ViewPlan.Column("last_id", VARCHAR, true));
        columns.add(new ViewPlan.Column("price", DOUBLE, true));
        columns.add(new ViewPlan.Column("avg_price", DOUBLE, true));
        return columns;
    }

    /** SELECT customer, COUNT(*), … FROM orders GROUP BY customer, or by id, which needs no exchange. */
    public static ViewPlan aggregate(ViewPlan.Scan scan, String view, boolean exchange) {
        int key = exchange ? 1 : 0;
        ViewPlan.Node input = exchange ? new ViewPlan.Exchange(scan, List.of(key)) : scan;
        ViewPlan.Aggregate aggregate =
                new ViewPlan.Aggregate(input, List.of(key), CALLS, WindowBounds.NONE, aggregated(COLUMNS.get(key)));
        return new ViewPlan(view, 1, new ViewPlan.Emit(aggregate, List.of(0), ViewPlan.Changes.NET, 9, -1, -1));
    }

    /** SELECT window_start, customer, COUNT(*), … GROUP BY window_start, window_end, customer over TUMBLE of 10 s. */
    public static ViewPlan tumble(ViewPlan.Scan scan, String view, long retentionMs, boolean onWindowClose) {
        ViewPlan.Column start = new ViewPlan.Column("window_start", TIMESTAMP, false);
        ViewPlan.Column end = new ViewPlan.Column("window_end", TIMESTAMP, false);
        List<ViewPlan.Column> windowed = new ArrayList<>(scan.columns());
        windowed.addAll(List.of(start, end));
        ViewPlan.Window tumble = new ViewPlan.Window(scan, ViewPlan.WindowKind.TUMBLE, 4, 10_000, 10_000, 0, windowed);
        ViewPlan.Aggregate aggregate = new ViewPlan.Aggregate(
                new ViewPlan.Exchange(tumble, List.of(5, 6, 1)),
                List.of(5, 6, 1),
                CALLS,
                new WindowBounds(1, retentionMs, onWindowClose, false),
                aggregated(start, end, COLUMNS.get(1)));
        return new ViewPlan(view, 1, new ViewPlan.Emit(aggregate, List.of(0, 1, 2), ViewPlan.Changes.NET, 11, -1, -1));
    }
}
