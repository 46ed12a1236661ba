package io.millrace.benchmarks.nexmark;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Events of Nexmark's generator as JSON: of 50, 1 is a person, 3 are auctions and 46 are bids; half of the bids are for the
 * newest hot auction, three of four are by the newest hot bidder, and three of four auctions are of the newest hot seller;
 * prices are spread over six decades. Events are one millisecond apart and in order, so that no two have the same time.
 */
final class GenerateEvents {
    static final int PARTITIONS = 4;
    static final List<String> STREAMS = List.of("auction", "bid", "person");

    private static final long START = Instant.parse("2015-07-15T00:00:00Z").toEpochMilli();
    private static final int FIRST_ID = 1000;
    private static final int FIRST_CATEGORY = 10;
    private static final int CATEGORIES = 5;
    private static final int OF = 50;
    private static final int AUCTIONS = 3;
    /** One of so many neighbouring ids is hot; auctions that are open. */
    private static final int HOT_BUCKET = 100;
    /** Persons that bid and sell are of the newest so many. */
    private static final int ACTIVE_PERSONS = 1000;
    /** Events, and so milliseconds, in which as many auctions come as are open. */
    private static final int HORIZON = HOT_BUCKET * OF / AUCTIONS;

    private static final List<String> CITIES =
            List.of("Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle");
    private static final List<String> STATES = List.of("AZ", "CA", "ID", "OR", "WA", "WY");
    private static final List<String> NAMES =
            List.of("Peter", "Paul", "Luke", "Saul", "Vicky", "Kate", "Julie", "Sarah");
    private static final List<String> HOT_CHANNELS = List.of("Google", "Facebook", "Baidu", "Apple");

    private final SplittableRandom random;
    private final StringBuilder json = new StringBuilder(512);

    /** Takes the events. */
    @FunctionalInterface
    interface Sink {
        void put(String stream, int partition, byte[] event);
    }

    GenerateEvents(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Makes the event of a number; numbers come in order from 0. */
    void put(long number, Sink sink) {
        int place = (int) (number % OF);
        long time = START + number;
        if (place == 0) {
            sink.put("person", partition(lastPerson(number)), person(lastPerson(number), time));
        } else if (place <= AUCTIONS) {
            sink.put("auction", partition(lastAuction(number)), auction(number, time));
        } else {
            sink.put("bid", random.nextInt(PARTITIONS), bid(number, time));
        }
    }

    static boolean isBid(long number) {
        return number % OF > AUCTIONS;
    }

    private static int partition(long id) {
        return (int) (id % PARTITIONS);
    }

    private static long lastPerson(long number) {
        return FIRST_ID + number / OF;
    }

    private static long lastAuction(long number) {
        return FIRST_ID + number / OF * AUCTIONS + Math.min(number % OF, AUCTIONS) - 1;
    }

    private byte[] person(long id, long time) {
        json.setLength(0);
        json.append("{\"id\":").append(id);
        text("name", pick(NAMES) + " " + letters(6));
        text("emailAddress", letters(7) + "@" + letters(5) + ".com");
        text("creditCard", digits() + " " + digits() + " " + digits() + " " + digits());
        text("city", pick(CITIES));
        text("state", pick(STATES));
        time("dateTime", time);
        text("extra", letters(60));
        return end();
    }

    private byte[] auction(long number, long time) {
        long initial = price();
        long seller = random.nextInt(4) > 0 ? hot(lastPerson(number)) : recent(lastPerson(number), ACTIVE_PERSONS);
        json.setLength(0);
        json.append("{\"id\":").append(lastAuction(number));
        text("itemName", letters(20));
        text("description", letters(100));
        number("initialBid", initial);
        number("reserve", initial + price());
        time("dateTime", time);
        time("expires", time + 1 + random.nextInt(2 * HORIZON));
        number("seller", seller);
        number("category", FIRST_CATEGORY + random.nextInt(CATEGORIES));
        text("extra", letters(100));
        return end();
    }

    /** A bid of some time, as {@link #put} makes it of a number. */
    byte[] bid(long number, long time) {
        boolean hotChannel = random.nextBoolean();
        int channel = random.nextInt(10_000);
        json.setLength(0);
        json.append("{\"auction\":")
                .append(random.nextBoolean() ? hot(lastAuction(number)) : recent(lastAuction(number), HOT_BUCKET));
        number(
                "bidder",
                random.nextInt(4) > 0 ? hot(lastPerson(number)) + 1 : recent(lastPerson(number), ACTIVE_PERSONS));
        number("price", price());
        text("channel", hotChannel ? pick(HOT_CHANNELS) : "channel-" + channel);
        text(
                "url",
                "https://www.nexmark.com/" + letters(5) + "/" + letters(5) + "/item.htm?query=1"
                        + (hotChannel ? "" : "&channel_id=" + channel));
        time("dateTime", time);
        text("extra", letters(20));
        return end();
    }

    private static long hot(long last) {
        return last / HOT_BUCKET * HOT_BUCKET;
    }

    private long recent(long last, int among) {
        return Math.max(FIRST_ID, last - random.nextInt(among));
    }

    /** 1.00 to 1,000,000.00, every decade as likely as the other. */
    private long price() {
        return Math.round(Math.pow(10, random.nextDouble() * 6) * 100);
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String digits() {
        return Integer.toString(1000 + random.nextInt(9000));
    }

    private String letters(int length) {
        char[] letters = new char[length];
        for (int i = 0; i < length; i++) {
            letters[i] = (char) ('a' + random.nextInt(26));
        }
        return new String(letters);
    }

    private void text(String name, String value) {
        json.append(",\"").append(name).append("\":\"").append(value).append('"');
    }

    private void number(String name, long value) {
        json.append(",\"").append(name).append("\":").append(value);
    }

    private void time(String name, long millis) {
        text(name, Instant.ofEpochMilli(millis).toString());
    }

    private byte[] end() {
        return json.append('}').toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
