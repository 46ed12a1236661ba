package io.millrace.benchmarks.ingestion;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Events such as those of the demo: about 140 bytes, keyed, under a contract with bounds and a pattern. */
final class Flights {
    static final int PARTITIONS = 4;

    private static final String[] AIRPORTS = {
        "ATL", "BOS", "BWI", "CLT", "DEN", "DFW", "DTW", "EWR", "HNL", "IAD", "JFK", "LAS", "LAX", "LGA", "MCO", "MDW",
        "MIA", "MSP", "OAK", "ORD", "PDX", "PHL", "PHX", "PIT", "SAN", "SEA", "SFO", "SLC", "STL", "TPA"
    };

    private Flights() {}

    /** The same events for the same seed. */
    static byte[][] events(int count, long seed) {
        Random random = new Random(seed);
        Instant departure = Instant.parse("2001-01-01T00:00:00Z");
        byte[][] events = new byte[count][];
        for (int i = 0; i < count; i++) {
            departure = departure.plusSeconds(random.nextInt(120));
            String event =
                    "{\"flight_id\":\"%d\",\"departed_at\":\"%s\",\"origin\":\"%s\",\"destination\":\"%s\",\"delay\":%d,\"distance\":%d}"
                            .formatted(
                                    i,
                                    departure,
                                    AIRPORTS[random.nextInt(AIRPORTS.length)],
                                    AIRPORTS[random.nextInt(AIRPORTS.length)],
                                    random.nextInt(200) - 30,
                                    100 + random.nextInt(2500));
            events[i] = event.getBytes(StandardCharsets.US_ASCII);
        }
        return events;
    }

    static PublishedContract contract() {
        Constraints airport = pattern("^[A-Z]{3}$");
        List<ColumnSchema> columns = List.of(
                ColumnSchema.of("flight_id", ColumnType.STRING, true, 1),
                ColumnSchema.of("departed_at", ColumnType.TIMESTAMP, true, 0),
                column("origin", ColumnType.STRING, airport),
                column("destination", ColumnType.STRING, airport),
                column("delay", ColumnType.LONG, between(-120, 3000)),
                column("distance", ColumnType.DOUBLE, Constraints.NONE));
        StreamSchema schema = new StreamSchema(
                "flights", "flights", null, "flights", "1.0.0", PARTITIONS, columns, "departed_at", 10_000, false, -1);
        return new PublishedContract(
                PublishedContract.TYPE,
                PublishedContract.V,
                "flights",
                "1.0.0",
                "active",
                "Flights",
                "benchmarks",
                List.of(schema),
                Instant.EPOCH);
    }

    private static ColumnSchema column(String name, ColumnType type, Constraints constraints) {
        return new ColumnSchema(name, type, true, 0, 0, 0, constraints, null, List.of(), null);
    }

    private static Constraints pattern(String pattern) {
        return new Constraints(
                null, null, pattern, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null);
    }

    private static Constraints between(int minimum, int maximum) {
        return new Constraints(
                null,
                null,
                null,
                null,
                BigDecimal.valueOf(minimum),
                BigDecimal.valueOf(maximum),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
