package io.millrace.benchmarks.nexmark;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Those queries of Nexmark that Kafka Streams' DSL can say. */
final class NaiveQueries {
    private static final Duration SIZE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final BigDecimal RATE = new BigDecimal("0.908");
    private static final long CATEGORY = 10;
    private static final Set<String> STATES = Set.of("OR", "ID", "CA");

    private NaiveQueries() {}

    static void passThrough(NaiveStreams streams, String out) {
        streams.stream("bid").mapValues(NaiveQueries::shortBid).to(out);
    }

    private static JsonNode shortBid(JsonNode bid) {
        return picked(bid, "auction", "bidder", "price", "dateTime", "extra");
    }

    private static ObjectNode picked(JsonNode event, String... columns) {
        ObjectNode row = NaiveStreams.MAPPER.createObjectNode();
        for (String column : columns) {
            row.set(column, event.path(column));
        }
        return row;
    }

    static void currency(NaiveStreams streams, String out) {
        streams.stream("bid")
                .mapValues(bid -> picked(bid, "auction", "bidder", "dateTime", "extra")
                        .put("price", RATE.multiply(bid.path("price").decimalValue())))
                .to(out);
    }

    static void selection(NaiveStreams streams, String out) {
        streams.stream("bid")
                .filter((key, bid) -> bid.path("auction").longValue() % 123 == 0)
                .mapValues(bid -> picked(bid, "auction", "price"))
                .to(out);
    }

    static void localItems(NaiveStreams streams, String out) {
        KTable<String, JsonNode> persons = streams.stream("person")
                .filter((key, person) -> STATES.contains(person.path("state").stringValue()))
                .selectKey((key, person) -> text(person, "id"))
                .toTable();
        streams.stream("auction")
                .filter((key, auction) -> auction.path("category").longValue() == CATEGORY)
                .selectKey((key, auction) -> text(auction, "id"))
                .toTable()
                .join(persons, auction -> text(auction, "seller"), (auction, person) ->
                        (JsonNode) picked(person, "name", "city", "state").set("id", auction.path("id")))
                .toStream()
                .to(out);
    }

    private static String text(JsonNode event, String column) {
        return Long.toString(event.path(column).longValue());
    }

    private static KGroupedStream<String, JsonNode> bidsOf(NaiveStreams streams, String column) {
        return streams.stream("bid").groupBy((key, bid) -> text(bid, column));
    }

    static void sessions(NaiveStreams streams, String out) {
        counted(
                bidsOf(streams, "bidder")
                        .windowedBy(SessionWindows.ofInactivityGapAndGrace(SIZE, GRACE))
                        .count()
                        .toStream(),
                out);
    }

    static void windows(NaiveStreams streams, String out) {
        counted(
                bidsOf(streams, "bidder")
                        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE))
                        .count()
                        .toStream(),
                out);
    }

    private static void counted(KStream<Windowed<String>, Long> counts, String out) {
        counts.map((window, count) -> {
                    ObjectNode row = NaiveStreams.MAPPER
                            .createObjectNode()
                            .put("bidder", Long.parseLong(window.key()))
                            .put("bid_count", count == null ? 0 : count)
                            .put(
                                    "starttime",
                                    Instant.ofEpochMilli(window.window().start())
                                            .toString())
                            .put(
                                    "endtime",
                                    Instant.ofEpochMilli(window.window().end()).toString());
                    return new org.apache.kafka.streams.KeyValue<>(
                            window.key() + "@" + window.window().start(), (JsonNode) row);
                })
                .to(out);
    }

    static void lastBids(NaiveStreams streams, String out) {
        streams.stream("bid")
                .groupBy((key, bid) -> text(bid, "bidder") + "-" + text(bid, "auction"))
                .reduce((last, bid) -> bid.path("dateTime")
                                        .stringValue()
                                        .compareTo(last.path("dateTime").stringValue())
                                >= 0
                        ? bid
                        : last)
                .toStream()
                .to(out);
    }

    static void expandedBids(NaiveStreams streams, String out) {
        KTable<String, JsonNode> auctions = streams.stream("auction")
                .filter((key, auction) -> auction.path("category").longValue() == CATEGORY)
                .selectKey((key, auction) -> text(auction, "id"))
                .toTable();
        streams.stream("bid")
                .selectKey((key, bid) -> text(bid, "auction"))
                .join(auctions, (bid, auction) -> {
                    ObjectNode row = (ObjectNode) bid.deepCopy();
                    auction.propertyStream()
                            .forEach(member -> row.set("auction_" + member.getKey(), member.getValue()));
                    return (JsonNode) row;
                })
                .to(out);
    }

    static void timedRows(NaiveStreams streams, String out) {
        streams.stream("bid")
                .mapValues(bid -> (JsonNode)
                        picked(bid, "auction", "bidder", "price", "extra").set("last", bid.path("dateTime")))
                .to(out);
    }

    static void groups(NaiveStreams streams, String out) {
        streams.stream("bid")
                .groupBy((key, bid) -> text(bid, "auction"), Grouped.with(Serdes.String(), new NaiveStreams.Json()))
                .aggregate(
                        () -> (JsonNode) NaiveStreams.MAPPER.createObjectNode(),
                        NaiveQueries::counted,
                        Materialized.with(Serdes.String(), new NaiveStreams.Json()))
                .toStream()
                .to(out);
    }

    private static JsonNode counted(String auction, JsonNode bid, JsonNode group) {
        String time = bid.path("dateTime").stringValue();
        String last = group.path("last").asString("");
        return NaiveStreams.MAPPER
                .createObjectNode()
                .put("auction", Long.parseLong(auction))
                .put("bids", group.path("bids").longValue(0) + 1)
                .put("last", time.compareTo(last) > 0 ? time : last);
    }
}
