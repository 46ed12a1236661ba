package io.millrace.processor.replay;

import io.millrace.api.contract.Base64Text;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Streams of random columns, and random events of them. A column whose name ends with {@code _w} is wild: it has the values at
 * the ends of its type. The others have few and small ones, so that there are ties and partners, and sums are exact.
 */
final class FuzzStreams {
    static final String TIME = "ts";
    static final String KEY = "id";
    static final String WILD = "_w";
    private static final int PARTITIONS = 2;
    private static final long START = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();
    private static final long OUT_OF_ORDERNESS_MS = 20_000;
    private static final long LATE_MS = 600_000;
    private static final long STEP_MS = 17_000;
    private static final BigDecimal GREATEST =
            new BigDecimal(BigInteger.TEN.pow(38).subtract(BigInteger.ONE), 10);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "B",
            "ab",
            " a b",
            "ä€",
            "é",
            "\uD83D\uDE00",
            "a\uD83D\uDE00",
            "\uFF5Ea",
            "%",
            "a_b",
            "it's",
            "\\");
    private static final List<Long> LONGS =
            List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, 1L, (1L << 53) + 1, 1L << 53);
    private static final List<Double> DOUBLES = List.of(
            -0.0, 0.0, 1.5, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0.1, 9.007199254740993E15, 1e-300);

    private final Random random;

    FuzzStreams(Random random) {
        this.random = random;
    }

    /** @param count of streams, whose names are s0, s1, … */
    Map<String, StreamSchema> schemas(int count) {
        Map<String, StreamSchema> schemas = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            schemas.put("s" + i, schema("s" + i, i));
        }
        return schemas;
    }

    private StreamSchema schema(String name, int number) {
        List<ColumnSchema> columns = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            columns.add(ColumnSchema.of(KEY, random.nextBoolean() ? ColumnType.LONG : ColumnType.STRING, true, 1));
        }
        columns.add(ColumnSchema.of(TIME, ColumnType.TIMESTAMP, true, 0));
        columns.add(column("l", ColumnType.LONG));
        columns.add(column("v", ColumnType.STRING));
        List<ColumnType> types = List.of(
                ColumnType.LONG,
                ColumnType.DOUBLE,
                ColumnType.DECIMAL,
                ColumnType.BOOLEAN,
                ColumnType.STRING,
                ColumnType.BINARY,
                ColumnType.DATE,
                ColumnType.TIME,
                ColumnType.TIMESTAMP);
        for (int i = 2 + random.nextInt(4); i > 0; i--) {
            ColumnType type = types.get(random.nextInt(types.size()));
            columns.add(column("c" + i + (random.nextInt(3) == 0 ? WILD : ""), type));
        }
        return new StreamSchema(
                name,
                name,
                new UUID(9, number),
                name,
                "1.0.0",
                PARTITIONS,
                List.copyOf(columns),
                TIME,
                OUT_OF_ORDERNESS_MS,
                false,
                -1);
    }

    private ColumnSchema column(String name, ColumnType type) {
        boolean required = random.nextInt(4) == 0;
        boolean wild = name.endsWith(WILD);
        return type == ColumnType.DECIMAL
                ? new ColumnSchema(
                        name,
                        type,
                        required,
                        0,
                        wild ? 38 : 12,
                        wild ? 10 : 3,
                        ColumnSchema.Constraints.NONE,
                        null,
                        List.of(),
                        null)
                : ColumnSchema.of(name, type, required, 0);
    }

    /** @param late whether some are behind the bound */
    StreamEvents events(Map<String, StreamSchema> schemas, int count, boolean late) {
        Map<String, List<List<Map<String, Object>>>> streams = new LinkedHashMap<>();
        schemas.forEach((name, schema) -> {
            List<List<Map<String, Object>>> partitions = new ArrayList<>();
            for (int p = 0; p < PARTITIONS; p++) {
                partitions.add(new ArrayList<>());
            }
            for (int i = 0; i < count; i++) {
                long time = START + i * STEP_MS - random.nextInt((int) OUT_OF_ORDERNESS_MS);
                boolean behind = late && random.nextInt(6) == 0;
                Map<String, Object> event = event(schema, behind ? time - LATE_MS : time);
                if (i > 0 && random.nextInt(12) == 0) {
                    event.put(TIME, START + (i - 1) * STEP_MS);
                }
                Object key = event.getOrDefault(KEY, random.nextInt(PARTITIONS));
                partitions.get(Math.floorMod(key.hashCode(), PARTITIONS)).add(event);
            }
            streams.put(name, partitions);
        });
        return new StreamEvents(schemas, streams);
    }

    private Map<String, Object> event(StreamSchema schema, long time) {
        Map<String, Object> event = new LinkedHashMap<>();
        for (ColumnSchema column : schema.columns()) {
            if (column.name().equals(TIME)) {
                event.put(TIME, time);
            } else if (column.required() || random.nextInt(6) > 0) {
                event.put(column.name(), column.name().endsWith(WILD) ? wild(column.type()) : tame(column.type()));
            } else if (random.nextBoolean()) {
                event.put(column.name(), null);
            }
        }
        return event;
    }

    private Object tame(ColumnType type) {
        return switch (type) {
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case BINARY -> bytes(random.nextInt(3), 3);
            case LONG -> (long) random.nextInt(8) - 2;
            case DOUBLE -> (random.nextInt(12) - 4) / 4.0;
            case DECIMAL -> BigDecimal.valueOf(random.nextInt(12) - 4, random.nextInt(3));
            case BOOLEAN -> random.nextBoolean();
            case DATE -> 11_320 + random.nextInt(4);
            case TIME -> random.nextInt(4) * 10_000_001;
            case TIMESTAMP -> START + random.nextInt(6) * 1_800_001L;
            case OBJECT, ARRAY, MAP -> throw new IllegalArgumentException(type.name());
        };
    }

    /** Base64 of bytes from a few, half of which are negative in Java. */
    private String bytes(int length, int different) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(different) * 255 / (different - 1));
        }
        return Base64Text.write(bytes);
    }

    private Object wild(ColumnType type) {
        return switch (type) {
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size())).repeat(random.nextInt(4));
            case BINARY -> bytes(random.nextInt(9), 256);
            case LONG -> LONGS.get(random.nextInt(LONGS.size()));
            case DOUBLE -> DOUBLES.get(random.nextInt(DOUBLES.size()));
            case DECIMAL -> random.nextBoolean() ? tame(type) : random.nextBoolean() ? GREATEST : GREATEST.negate();
            case BOOLEAN -> random.nextBoolean();
            case DATE -> List.of(-719_162, 2_932_000, 0, -1, 11_016).get(random.nextInt(5));
            case TIME -> random.nextBoolean() ? 0 : 86_399_999;
            case TIMESTAMP ->
                List.of(-62_135_596_800_000L, 253_370_764_799_999L, -1L, 951_782_399_999L)
                        .get(random.nextInt(4));
            case OBJECT, ARRAY, MAP -> throw new IllegalArgumentException(type.name());
        };
    }
}
