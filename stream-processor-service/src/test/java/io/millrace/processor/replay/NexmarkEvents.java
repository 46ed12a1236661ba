package io.millrace.processor.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Events as the generator of Nexmark is described to make them: of 50, 1 is a person, 3 are auctions and 46 are bids; most bids
 * are for a few hot auctions and by a few hot bidders, most auctions are of a few hot sellers; prices are spread over six
 * decades. Smaller than the original, so that some thousand events have all of it, and harder: events are out of order within
 * the contract's bound, many have equal times, and they come in five bursts some hours apart, so that days and hours differ.
 */
final class NexmarkEvents {
    private static final long START = Instant.parse("2015-07-15T00:00:00Z").toEpochMilli();
    private static final int FIRST_ID = 1000;
    private static final int FIRST_CATEGORY = 10;
    private static final int CATEGORIES = 5;
    private static final int OF = 50;
    private static final int AUCTIONS = 3;
    private static final long STEP_MS = 100;
    private static final int BURSTS = 5;
    private static final long PAUSE_MS = 7 * 3_600_000L;
    /** One of so many neighbouring ids is hot. */
    private static final int HOT_BUCKET = 10;
    /** Auctions that are bid for, and persons that bid and sell, are of the newest so many. */
    private static final int ACTIVE = 20;
    /** Events in which as many auctions come as are active. */
    private static final int HORIZON = ACTIVE * OF / AUCTIONS;

    private static final List<String> CITIES =
            List.of("Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle");
    private static final List<String> STATES = List.of("AZ", "CA", "ID", "OR", "WA", "WY");
    private static final List<String> NAMES =
            List.of("Peter", "Paul", "Luke", "Saul", "Vicky", "Kate", "Julie", "Sarah");
    private static final List<String> HOT_CHANNELS = List.of("Google", "Facebook", "Baidu", "Apple");

    private final Random random;
    private final int count;
    private final Map<String, List<List<Map<String, Object>>>> streams = new LinkedHashMap<>();

    private NexmarkEvents(Random random, int count) {
        this.random = random;
        this.count = count;
        NexmarkStreams.STREAMS.keySet().stream().sorted().forEach(stream -> {
            List<List<Map<String, Object>>> partitions = new ArrayList<>();
            for (int p = 0; p < NexmarkStreams.PARTITIONS; p++) {
                partitions.add(new ArrayList<>());
            }
            streams.put(stream, partitions);
        });
    }

    /** @param count events of persons, auctions and bids together */
    static StreamEvents random(long seed, int count) {
        NexmarkEvents events = new NexmarkEvents(new Random(seed), count);
        for (int i = 0; i < count; i++) {
            events.add(i);
        }
        return new StreamEvents(NexmarkStreams.STREAMS, events.streams);
    }

    private void add(int number) {
        int place = number % OF;
        long time = time(number) - STEP_MS * random.nextInt((int) (NexmarkStreams.OUT_OF_ORDERNESS_MS / STEP_MS));
        if (place == 0) {
            put("person", lastPerson(number), person(lastPerson(number), time));
            // A side input changes about as often as persons come.
            long key = FIRST_ID + random.nextInt(Math.max(1, AUCTIONS * count / OF));
            put("side_input", key, sideInput(key, time));
        } else if (place <= AUCTIONS) {
            put("auction", lastAuction(number), auction(number, lastAuction(number), time));
        } else {
            put("bid", random.nextInt(NexmarkStreams.PARTITIONS), bid(number, time));
        }
    }

    private long time(int number) {
        return START + number * STEP_MS + number / Math.max(1, count / BURSTS) * PAUSE_MS;
    }

    private void put(String stream, long key, Map<String, Object> event) {
        streams.get(stream).get((int) (key % NexmarkStreams.PARTITIONS)).add(event);
    }

    private static long lastPerson(int number) {
        return FIRST_ID + number / OF;
    }

    /** The newest auction when so many events are there. */
    private static long lastAuction(int number) {
        return FIRST_ID + (long) number / OF * AUCTIONS + Math.min(number % OF, AUCTIONS) - 1;
    }

    private Map<String, Object> person(long id, long time) {
        String name = pick(NAMES) + " " + letters(6);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("name", name);
        event.put("emailAddress", letters(7) + "@" + letters(5) + ".com");
        event.put("creditCard", String.format("%04d %04d", random.nextInt(10_000), random.nextInt(10_000)));
        event.put("city", pick(CITIES));
        event.put("state", pick(STATES));
        event.put("dateTime", time);
        event.put("extra", letters(10));
        return event;
    }

    private Map<String, Object> auction(int number, long id, long time) {
        long initial = price();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("itemName", letters(8));
        event.put("description", letters(20));
        event.put("initialBid", initial);
        event.put("reserve", initial + price());
        event.put("dateTime", time);
        event.put("expires", time + STEP_MS * (1 + random.nextInt(2 * HORIZON)));
        event.put("seller", random.nextInt(4) > 0 ? hot(lastPerson(number)) : recent(lastPerson(number)));
        event.put("category", (long) FIRST_CATEGORY + random.nextInt(CATEGORIES));
        event.put("extra", letters(10));
        return event;
    }

    private Map<String, Object> bid(int number, long time) {
        boolean hotChannel = random.nextBoolean();
        int channel = random.nextInt(100);
        String url =
                "https://www.nexmark.com/" + letters(5) + "/" + letters(5) + "/" + letters(5) + "/item.htm?query=1";
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("auction", random.nextBoolean() ? hot(lastAuction(number)) : recent(lastAuction(number)));
        event.put("bidder", random.nextInt(4) > 0 ? hot(lastPerson(number)) + 1 : recent(lastPerson(number)));
        event.put("price", price());
        event.put("channel", hotChannel ? pick(HOT_CHANNELS) : "channel-" + channel);
        event.put("url", hotChannel || random.nextInt(10) == 0 ? url : url + "&channel_id=" + channel);
        event.put("dateTime", time);
        event.put("extra", letters(20));
        return event;
    }

    private Map<String, Object> sideInput(long key, long time) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("key", key);
        event.put("value", letters(5));
        event.put("dateTime", time);
        return event;
    }

    private static long hot(long last) {
        return last / HOT_BUCKET * HOT_BUCKET;
    }

    private long recent(long last) {
        return Math.max(FIRST_ID, last - random.nextInt(ACTIVE));
    }

    /** 1.00 to 1,000,000.00, every decade as likely as the other. */
    private long price() {
        return Math.round(Math.pow(10, random.nextDouble() * 6) * 100);
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String letters(int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return letters.toString();
    }
}
