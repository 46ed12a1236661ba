package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Streams of the SQL tests: with a key and event time, without either, with names that need quotes, and with every
 * type of column. */
final class TestStreams {
    static final Map<String, StreamSchema> STREAMS = Map.of(
            "flights",
            stream(
                    "flights",
                    "departed_at",
                    ColumnSchema.of("flight_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("departed_at", ColumnType.TIMESTAMP, true, 0),
                    ColumnSchema.of("origin", ColumnType.STRING, true, 0),
                    ColumnSchema.of("destination", ColumnType.STRING, true, 0),
                    ColumnSchema.of("delay", ColumnType.LONG, false, 0),
                    ColumnSchema.of("distance", ColumnType.DOUBLE, false, 0),
                    ColumnSchema.of("arrived_at", ColumnType.TIMESTAMP, false, 0),
                    ColumnSchema.of("crew", ColumnType.ARRAY, false, 0)),
            "logs",
            stream(
                    "logs",
                    null,
                    ColumnSchema.of("message", ColumnType.STRING, true, 0),
                    ColumnSchema.of("level", ColumnType.STRING, false, 0),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, false, 0),
                    ColumnSchema.of("value", ColumnType.DOUBLE, false, 0),
                    ColumnSchema.of("date", ColumnType.DATE, false, 0),
                    ColumnSchema.of("time", ColumnType.TIME, false, 0),
                    ColumnSchema.of("timestamp", ColumnType.TIMESTAMP, false, 0),
                    ColumnSchema.of("odd-name", ColumnType.STRING, false, 0)),
            "words",
            stream(
                    "words",
                    null,
                    ColumnSchema.of("user", ColumnType.STRING, true, 1),
                    ColumnSchema.of("group", ColumnType.STRING, true, 0),
                    ColumnSchema.of("from", ColumnType.LONG, false, 0),
                    ColumnSchema.of("odd-name", ColumnType.STRING, false, 0),
                    ColumnSchema.of("two words", ColumnType.STRING, false, 0),
                    ColumnSchema.of("größe", ColumnType.DOUBLE, false, 0)),
            "trips",
            stream(
                    "trips",
                    "at",
                    ColumnSchema.of("trip_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0),
                    object(
                            "driver",
                            ColumnSchema.of("name", ColumnType.STRING, false, 0),
                            ColumnSchema.of("born", ColumnType.DATE, false, 0),
                            object(
                                    "home",
                                    ColumnSchema.of("city", ColumnType.STRING, false, 0),
                                    ColumnSchema.of("odd name", ColumnType.LONG, false, 0))),
                    array("scores", ColumnSchema.of("score", ColumnType.LONG, false, 0)),
                    array(
                            "stops",
                            object(
                                    "stop",
                                    ColumnSchema.of("city", ColumnType.STRING, false, 0),
                                    ColumnSchema.of("minutes", ColumnType.LONG, false, 0))),
                    object("anything")),
            "ticks",
            stream(
                    "ticks",
                    "at",
                    ColumnSchema.of("tick_id", ColumnType.STRING, true, 1),
                    micros("at"),
                    micros("booked"),
                    ColumnSchema.of("seen", ColumnType.TIMESTAMP, false, 0),
                    ColumnSchema.of("price", ColumnType.LONG, false, 0)),
            "files",
            stream(
                    "files",
                    "at",
                    ColumnSchema.of("digest", ColumnType.BINARY, true, 1),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0),
                    ColumnSchema.of("name", ColumnType.STRING, false, 0),
                    ColumnSchema.of("head", ColumnType.BINARY, false, 0),
                    ColumnSchema.of("tail", ColumnType.BINARY, false, 0),
                    ColumnSchema.of("size", ColumnType.LONG, false, 0),
                    array("blocks", ColumnSchema.of("block", ColumnType.BINARY, false, 0))),
            "carts",
            stream(
                    "carts",
                    "at",
                    ColumnSchema.of("cart_id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0),
                    ColumnSchema.of("name", ColumnType.STRING, false, 0),
                    ColumnSchema.mapOf("counts", false, ColumnSchema.of("value", ColumnType.LONG, false, 0)),
                    ColumnSchema.mapOf("labels", false, ColumnSchema.of("value", ColumnType.STRING, false, 0)),
                    ColumnSchema.mapOf("seen", false, micros("value")),
                    object(
                            "extra",
                            ColumnSchema.mapOf("days", false, ColumnSchema.of("value", ColumnType.DATE, false, 0)))),
            "parts",
            stream(
                    "parts",
                    "made_at",
                    ColumnSchema.of("plant", ColumnType.STRING, true, 2),
                    ColumnSchema.of("part", ColumnType.LONG, true, 1),
                    ColumnSchema.of("made_at", ColumnType.TIMESTAMP, false, 0),
                    ColumnSchema.of("b", ColumnType.BOOLEAN, false, 0),
                    ColumnSchema.of("l", ColumnType.LONG, false, 0),
                    ColumnSchema.of("d", ColumnType.DOUBLE, false, 0),
                    new ColumnSchema(
                            "m",
                            ColumnType.DECIMAL,
                            false,
                            0,
                            10,
                            2,
                            ColumnSchema.Constraints.NONE,
                            null,
                            List.of(),
                            null),
                    ColumnSchema.of("s", ColumnType.STRING, false, 0),
                    ColumnSchema.of("dt", ColumnType.DATE, false, 0),
                    ColumnSchema.of("tm", ColumnType.TIME, false, 0),
                    ColumnSchema.of("n", ColumnType.LONG, false, 0)));

    private static ColumnSchema micros(String name) {
        return new ColumnSchema(
                name, ColumnType.TIMESTAMP, false, 0, 6, 0, ColumnSchema.Constraints.NONE, null, List.of(), null);
    }

    private static ColumnSchema object(String name, ColumnSchema... members) {
        return new ColumnSchema(
                name, ColumnType.OBJECT, false, 0, 0, 0, ColumnSchema.Constraints.NONE, null, List.of(members), null);
    }

    private static ColumnSchema array(String name, ColumnSchema items) {
        return new ColumnSchema(
                name, ColumnType.ARRAY, false, 0, 0, 0, ColumnSchema.Constraints.NONE, null, List.of(), items);
    }

    private static StreamSchema stream(String name, @Nullable String eventTime, ColumnSchema... columns) {
        return new StreamSchema(
                name, name, new UUID(0, 1), name, "1.0.0", 4, List.of(columns), eventTime, 10_000, false, -1);
    }
}
