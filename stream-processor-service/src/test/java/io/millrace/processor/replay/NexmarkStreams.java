package io.millrace.processor.replay;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The streams of Nexmark, an auction house: persons, auctions, bids, and the side input of query 13. */
final class NexmarkStreams {
    static final int PARTITIONS = 3;
    static final long OUT_OF_ORDERNESS_MS = 4_000;

    static final Map<String, StreamSchema> STREAMS = Map.of(
            "person",
            stream(
                    "person",
                    1,
                    key("id"),
                    text("name"),
                    text("emailAddress"),
                    text("creditCard"),
                    text("city"),
                    text("state"),
                    time("dateTime"),
                    text("extra")),
            "auction",
            stream(
                    "auction",
                    2,
                    key("id"),
                    text("itemName"),
                    text("description"),
                    number("initialBid"),
                    number("reserve"),
                    time("dateTime"),
                    time("expires"),
                    number("seller"),
                    number("category"),
                    text("extra")),
            "bid",
            stream(
                    "bid",
                    3,
                    number("auction"),
                    number("bidder"),
                    number("price"),
                    text("channel"),
                    text("url"),
                    time("dateTime"),
                    text("extra")),
            "side_input",
            stream("side_input", 4, key("key"), text("value"), time("dateTime")));

    private static StreamSchema stream(String name, int id, ColumnSchema... columns) {
        return new StreamSchema(
                name,
                name,
                new UUID(3, id),
                name,
                "1.0.0",
                PARTITIONS,
                List.of(columns),
                "dateTime",
                OUT_OF_ORDERNESS_MS,
                false,
                -1);
    }

    private static ColumnSchema key(String name) {
        return ColumnSchema.of(name, ColumnType.LONG, true, 1);
    }

    private static ColumnSchema number(String name) {
        return ColumnSchema.of(name, ColumnType.LONG, true, 0);
    }

    private static ColumnSchema text(String name) {
        return ColumnSchema.of(name, ColumnType.STRING, true, 0);
    }

    private static ColumnSchema time(String name) {
        return ColumnSchema.of(name, ColumnType.TIMESTAMP, true, 0);
    }
}
