package io.millrace.processor.replay;

import io.millrace.api.contract.Base64Text;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Streams of a shop and random events of them: with nulls, ties, repeated keys and out of order within the bound. */
final class ShopStreams {
    static final int PARTITIONS = 3;
    static final long START = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();

    /** Has no events. */
    private static final String RETURNS = "returns";

    static final Map<String, StreamSchema> STREAMS = Map.of(
            RETURNS,
            stream(
                    RETURNS,
                    8,
                    ColumnSchema.of("order_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("amount", ColumnType.LONG, false, 0),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "orders",
            stream(
                    "orders",
                    1,
                    ColumnSchema.of("order_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("customer", ColumnType.STRING, false, 0),
                    ColumnSchema.of("amount", ColumnType.LONG, false, 0),
                    ColumnSchema.of("price", ColumnType.DOUBLE, false, 0),
                    ColumnSchema.of("paid", ColumnType.BOOLEAN, false, 0),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "payments",
            stream(
                    "payments",
                    2,
                    ColumnSchema.of("payment_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("order_id", ColumnType.STRING, false, 0),
                    ColumnSchema.of("amount", ColumnType.LONG, false, 0),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "customers",
            stream(
                    "customers",
                    3,
                    ColumnSchema.of("customer", ColumnType.STRING, true, 1),
                    ColumnSchema.of("region", ColumnType.STRING, false, 0),
                    ColumnSchema.of("tier", ColumnType.LONG, false, 0),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "baskets",
            stream(
                    "baskets",
                    4,
                    ColumnSchema.of("basket_id", ColumnType.STRING, true, 1),
                    nested(
                            "buyer",
                            ColumnSchema.of("name", ColumnType.STRING, false, 0),
                            nested(
                                    "address",
                                    ColumnSchema.of("city", ColumnType.STRING, false, 0),
                                    ColumnSchema.of("floor", ColumnType.LONG, false, 0))),
                    list("scores", ColumnSchema.of("score", ColumnType.LONG, false, 0)),
                    list(
                            "items",
                            nested(
                                    "item",
                                    ColumnSchema.of("sku", ColumnType.STRING, false, 0),
                                    ColumnSchema.of("price", ColumnType.DOUBLE, false, 0))),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "ticks",
            stream(
                    "ticks",
                    5,
                    ColumnSchema.of("tick_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("symbol", ColumnType.STRING, false, 0),
                    ColumnSchema.of("price", ColumnType.LONG, false, 0),
                    micros("booked"),
                    ColumnSchema.of("seen", ColumnType.TIMESTAMP, false, 0),
                    micros("at")),
            "files",
            stream(
                    "files",
                    6,
                    ColumnSchema.of("digest", ColumnType.BINARY, true, 1),
                    ColumnSchema.of("name", ColumnType.STRING, false, 0),
                    ColumnSchema.of("head", ColumnType.BINARY, false, 0),
                    ColumnSchema.of("tail", ColumnType.BINARY, false, 0),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "carts",
            stream(
                    "carts",
                    7,
                    ColumnSchema.of("cart_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("customer", ColumnType.STRING, false, 0),
                    ColumnSchema.mapOf("counts", false, ColumnSchema.of("value", ColumnType.LONG, false, 0)),
                    ColumnSchema.mapOf("prices", false, ColumnSchema.of("value", ColumnType.DOUBLE, false, 0)),
                    nested(
                            "extra",
                            ColumnSchema.mapOf("tags", false, ColumnSchema.of("value", ColumnType.STRING, false, 0))),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)));

    private static ColumnSchema micros(String name) {
        return new ColumnSchema(
                name, ColumnType.TIMESTAMP, false, 0, 6, 0, ColumnSchema.Constraints.NONE, null, List.of(), null);
    }

    private static ColumnSchema nested(String name, ColumnSchema... members) {
        return new ColumnSchema(
                name, ColumnType.OBJECT, false, 0, 0, 0, ColumnSchema.Constraints.NONE, null, List.of(members), null);
    }

    private static ColumnSchema list(String name, ColumnSchema items) {
        return new ColumnSchema(
                name, ColumnType.ARRAY, false, 0, 0, 0, ColumnSchema.Constraints.NONE, null, List.of(), items);
    }

    private static StreamSchema stream(String name, int id, ColumnSchema... columns) {
        return new StreamSchema(
                name, name, new UUID(0, id), name, "1.0.0", PARTITIONS, List.of(columns), "at", 20_000, false, -1);
    }

    /** Those of one primary key, the first column, are in one partition. */
    static StreamEvents random(Random random, int count) {
        Map<String, List<List<Map<String, Object>>>> streams = new LinkedHashMap<>();
        for (String stream :
                List.of("customers", "orders", "payments", "baskets", "ticks", "files", "carts", RETURNS)) {
            List<List<Map<String, Object>>> partitions = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new ArrayList<>());
            }
            int events = stream.equals("customers") ? Math.max(1, count / 8) : count;
            for (int i = 0; i < events && !stream.equals(RETURNS); i++) {
                long at = START + (long) i * 60_000 * count / events / 4 - random.nextInt(20_000);
                Map<String, Object> event = event(stream, random, i, count, at);
                Object key = event.values().iterator().next();
                partitions.get(Math.floorMod(key.hashCode(), PARTITIONS)).add(event);
            }
            streams.put(stream, partitions);
        }
        return new StreamEvents(STREAMS, streams);
    }

    private static Map<String, Object> event(String stream, Random random, int number, int count, long at) {
        Map<String, Object> event = new LinkedHashMap<>();
        switch (stream) {
            case "orders" -> {
                event.put("order_id", "o" + random.nextInt(count));
                event.put("customer", nullable(random, "c" + random.nextInt(10)));
                event.put("amount", nullable(random, (long) random.nextInt(7) - 2));
                event.put("price", nullable(random, random.nextInt(4000) / 8.0 - 100));
                event.put("paid", nullable(random, random.nextBoolean()));
            }
            case "payments" -> {
                event.put("payment_id", "p" + number);
                event.put("order_id", nullable(random, "o" + random.nextInt(count)));
                event.put("amount", nullable(random, (long) random.nextInt(7) - 2));
            }
            case "baskets" -> {
                event.put("basket_id", "b" + random.nextInt(count));
                event.put("buyer", nullable(random, buyer(random)));
                event.put("scores", nullable(random, many(random, () -> nullable(random, random.nextLong(4)))));
                event.put("items", nullable(random, many(random, () -> nullable(random, item(random)))));
            }
            case "files" -> {
                event.put("digest", Base64Text.write(new byte[] {(byte) random.nextInt(count), (byte) 0xFF}));
                event.put("name", nullable(random, List.of("", "a", "Köln").get(random.nextInt(3))));
                event.put("head", nullable(random, bytes(random)));
                event.put("tail", nullable(random, bytes(random)));
            }
            case "ticks" -> {
                event.put("tick_id", "t" + number);
                event.put("symbol", nullable(random, "s" + random.nextInt(4)));
                event.put("price", nullable(random, (long) random.nextInt(7) - 2));
                event.put("booked", nullable(random, booked(random)));
                event.put("seen", nullable(random, Math.floorDiv(booked(random), 1_000L)));
                event.put("at", at * 1_000 + random.nextInt(1_000));
                return event;
            }
            case "carts" -> {
                event.put("cart_id", "k" + number);
                event.put("customer", nullable(random, "c" + random.nextInt(10)));
                event.put("counts", nullable(random, map(random, () -> nullable(random, random.nextLong(3)))));
                event.put("prices", nullable(random, map(random, () -> nullable(random, random.nextInt(8) / 4.0 - 1))));
                event.put("extra", nullable(random, extra(random)));
            }
            default -> {
                event.put("customer", "c" + random.nextInt(12));
                event.put(
                        "region",
                        nullable(random, List.of("north", "south", "ä€").get(random.nextInt(3))));
                event.put("tier", nullable(random, (long) random.nextInt(3)));
            }
        }
        event.put("at", at);
        return event;
    }

    /** Few times, so that there are ties, some of which differ by microseconds. */
    private static long booked(Random random) {
        return (START + random.nextInt(3)) * 1_000
                - 1_001
                + List.of(0, 1, 456, 999).get(random.nextInt(4));
    }

    /** Few, so that there are ties and beginnings of others. */
    private static String bytes(Random random) {
        return List.of("", "AA==", "AAA=", "AP8=", "fw==", "gA==", "YQ==", "S8O2bG4=")
                .get(random.nextInt(8));
    }

    private static Map<String, Object> extra(Random random) {
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("tags", nullable(random, map(random, () -> nullable(random, "t" + random.nextInt(2)))));
        return extra;
    }

    /** Of few keys, in any order. */
    private static Map<String, Object> map(Random random, Supplier<Object> value) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(List.of("apple", "ä€", "b", "").get(random.nextInt(4)), value.get());
        }
        return map;
    }

    private static Map<String, Object> buyer(Random random) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("city", nullable(random, List.of("Köln", "Rom").get(random.nextInt(2))));
        address.put("floor", nullable(random, random.nextLong(3)));
        Map<String, Object> buyer = new LinkedHashMap<>();
        buyer.put("name", nullable(random, "c" + random.nextInt(10)));
        buyer.put("address", nullable(random, address));
        return buyer;
    }

    private static Map<String, Object> item(Random random) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("sku", nullable(random, "s" + random.nextInt(4)));
        item.put("price", nullable(random, random.nextInt(40) / 8.0 - 1));
        return item;
    }

    private static List<Object> many(Random random, Supplier<Object> one) {
        List<Object> many = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            many.add(one.get());
        }
        return many;
    }

    private static Object nullable(Random random, Object value) {
        return random.nextInt(8) == 0 ? null : value;
    }
}
