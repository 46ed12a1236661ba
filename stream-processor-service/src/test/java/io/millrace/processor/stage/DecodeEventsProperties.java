package io.millrace.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.contract.Base64Text;
import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events read by {@link DecodeEvents} are what Jackson reads; what it cannot read is refused with the column. */
class DecodeEventsProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final List<ViewPlan.Column> COLUMNS = List.of(
            column("s", Kind.VARCHAR),
            column("l", Kind.BIGINT),
            column("d", Kind.DOUBLE),
            new ViewPlan.Column("m", new ValueType(Kind.DECIMAL, 20, 3), true),
            column("b", Kind.BOOLEAN),
            column("ä\"\\/\n", Kind.VARCHAR),
            column("i", Kind.INTEGER),
            column("x", Kind.VARBINARY));

    private static final ViewPlan.TimeForm NO_FORM = null;

    static ViewPlan.Column column(String name, Kind kind) {
        return new ViewPlan.Column(name, ValueType.of(kind), true);
    }

    private static DecodeEvents decoder(List<ViewPlan.Column> columns, String zone) {
        return decoder(columns, zone == null ? null : new ViewPlan.TimeForm(zone, null));
    }

    private static DecodeEvents decoder(List<ViewPlan.Column> columns, ViewPlan.TimeForm form) {
        return decoder(
                columns,
                columns.stream()
                        .map(column -> new ViewPlan.Member(List.of(column.name()), form))
                        .toList());
    }

    static DecodeEvents decoder(List<ViewPlan.Column> columns, List<ViewPlan.Member> members) {
        return new DecodeEvents(new ViewPlan.Scan(
                "s", "c 1.2.0", "s", new UUID(0, 0), 1, columns, members, -1, -1, -1, List.of(), 0, 0));
    }

    private static Object decode(Kind kind, String json) throws Exception {
        return decoder(List.of(column("c", kind)), NO_FORM)
                .decode(("{\"c\":" + json + "}").getBytes(StandardCharsets.UTF_8), 0, 0, 0)[0];
    }

    @Test
    void readsWhatJacksonReads() throws Exception {
        Random random = new Random(SEED);
        DecodeEvents decoder = decoder(COLUMNS, NO_FORM);
        for (int trial = 0; trial < 5000; trial++) {
            String json = event(random);
            assertThat(decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                    .as("seed %d, trial %d: %s", SEED, trial, json)
                    .containsExactly(oracle((ObjectNode) JACKSON.readTree(json)));
        }
    }

    private static Object[] oracle(ObjectNode event) {
        return COLUMNS.stream()
                .map(column -> {
                    JsonNode value = event.get(column.name());
                    if (value == null || value.isNull()) {
                        return null;
                    }
                    return switch (column.type().kind()) {
                        case VARCHAR -> value.stringValue();
                        case VARBINARY -> Bytes.of(value.binaryValue());
                        case BIGINT -> value.decimalValue().longValueExact();
                        case INTEGER -> value.decimalValue().intValueExact();
                        case DOUBLE -> Double.parseDouble(value.asString());
                        case DECIMAL -> value.decimalValue().setScale(3, RoundingMode.HALF_UP);
                        case BOOLEAN -> value.booleanValue();
                        default -> throw new IllegalStateException();
                    };
                })
                .toArray();
    }

    private static String event(Random random) {
        List<String> members = new ArrayList<>();
        for (ViewPlan.Column column : COLUMNS) {
            if (random.nextInt(5) > 0) {
                members.add(string(column.name(), random) + space(random) + ":" + space(random)
                        + (random.nextInt(8) == 0 ? "null" : value(column.type().kind(), random)));
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            members.add(random.nextInt(members.size() + 1), string("x" + i, random) + ":" + any(random, 3));
        }
        return space(random) + "{" + space(random) + String.join(space(random) + "," + space(random), members)
                + space(random) + "}" + space(random);
    }

    static String value(Kind kind, Random random) {
        return switch (kind) {
            case VARCHAR -> string(text(random), random);
            case VARBINARY -> string(Base64Text.write(bytes(random)), random);
            case BIGINT ->
                random.nextInt(4) == 0 ? random.nextInt(99) + ".0e1" : "" + (random.nextLong() >> random.nextInt(63));
            case INTEGER -> "" + (random.nextInt() >> random.nextInt(31));
            case DOUBLE -> number(random);
            case DECIMAL ->
                BigDecimal.valueOf(random.nextInt(), random.nextInt(8)).toString();
            case BOOLEAN -> "" + random.nextBoolean();
            default -> throw new IllegalStateException();
        };
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String number(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "" + random.nextInt(100_000) / 100.0;
            case 1 -> "" + random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 2 -> "-" + random.nextInt(1, 9);
            case 3 -> "" + Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            default -> random.nextInt(100) + "." + random.nextInt(1000) + "E+" + random.nextInt(30);
        };
    }

    static String any(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 6);
        return switch (kind) {
            case 0 -> string(text(random), random);
            case 1 -> number(random);
            case 2 -> "null";
            case 3 -> "true";
            case 4 -> "[" + any(random, depth - 1) + "," + any(random, depth - 1) + "]";
            default -> "{" + string(text(random), random) + ":" + any(random, depth - 1) + "}";
        };
    }

    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> "\"\\/{}[],:\n\t\b\f\r\u0001".charAt(random.nextInt(15));
                        case 1 -> 0x1F600 + random.nextInt(50);
                        case 2 -> 0xE4 + random.nextInt(1000);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }

    static String string(String text, Random random) {
        StringBuilder json = new StringBuilder("\"");
        text.codePoints().forEach(codePoint -> {
            if (codePoint < 0x20 || codePoint == '"' || codePoint == '\\' || random.nextInt(12) == 0) {
                for (char c : Character.toChars(codePoint)) {
                    json.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
                }
            } else {
                json.appendCodePoint(codePoint);
            }
        });
        return json.append('"').toString();
    }

    static String space(Random random) {
        return random.nextInt(4) == 0 ? " \n\t\r".substring(random.nextInt(4)) : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{\"l\"}",
                "{\"l\":}",
                "{\"l\":1",
                "{\"s\":\"a}",
                "{\"l\":01}",
                "{\"l\":1.5}",
                "{\"l\":+1}",
                "{\"l\":\"1\"}",
                "{\"l\":9223372036854775808}",
                "{\"s\":1}",
                "{\"s\":\"\\x\"}",
                "{\"s\":\"\\u12\"}",
                "{\"b\":1}",
                "{\"b\":tru}",
                "{\"b\":truer}",
                "{\"d\":NaN}",
                "{\"d\":1e}",
                "{\"d\":.5}",
                "{\"m\":1e18}",
                "{\"m\":1e999999999}",
                "{\"i\":2147483648}",
                "{\"x\":[1,2}",
                "{\"l\":1,}",
                "{\"s\":\"a\nb\"}",
                "nul",
                "{\"l\":1e-999999999}"
            })
    void refusesWhatIsNoSuchEvent(String json) {
        assertThatThrownBy(() -> decoder(COLUMNS, NO_FORM).decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                .isInstanceOf(UndecodableEvent.class);
    }

    @Test
    void namesTheColumnThatIsMissing() {
        DecodeEvents decoder = decoder(List.of(new ViewPlan.Column("a/b", ValueType.of(Kind.BIGINT), false)), NO_FORM);
        assertThatThrownBy(() -> decoder.decode("{\"a/b\":null}".getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                .isInstanceOfSatisfying(UndecodableEvent.class, e -> {
                    assertThat(e.code()).isEqualTo("MISSING_VALUE");
                    assertThat(e.pointer()).isEqualTo("/a~1b");
                });
    }

    @Test
    void namesTheContractAndTheMendWhereATypeIsAnother() {
        DecodeEvents decoder = decoder(List.of(column("l", Kind.BIGINT)), NO_FORM);
        assertThatThrownBy(() -> decoder.decode("{\"l\":1.5}".getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                .isInstanceOfSatisfying(UndecodableEvent.class, e -> {
                    assertThat(e.code()).isEqualTo("TYPE_MISMATCH");
                    assertThat(e.detail()).contains("no BIGINT", "contract c 1.2.0", "create the view anew");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "DATE, dd.MM.yyyy, 31.01.2001, 11353",
        "DATE, dd.MM.yyyy, \\u003331.01.2001, ",
        "DATE, dd.MM.yyyy, \\u00331.01.2001, 11353",
        "DATE, dd.MM.yyyy, 2001-01-31, ",
        "TIME, HHmm, 1345, 49500000",
        "TIMESTAMP, yyyy-MM-dd HH:mm, 2001-07-01 12:00, 993981600000",
        "TIMESTAMP_MICROS, yyyy-MM-dd HH:mm:ss.SSSSSSSSS, 1970-01-01 00:59:59.999999999, -1"
    })
    void readsTimesInTheContractsOwnPattern(Kind kind, String pattern, String text, Long value) throws Exception {
        DecodeEvents decoder = decoder(List.of(column("c", kind)), new ViewPlan.TimeForm("Europe/Berlin", pattern));
        byte[] json = ("{\"c\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        if (value == null) {
            assertThatThrownBy(() -> decoder.decode(json, 0, 0, 0)).isInstanceOf(UndecodableEvent.class);
        } else {
            assertThat(((Number) decoder.decode(json, 0, 0, 0)[0]).longValue()).isEqualTo(value);
        }
    }

    @Test
    void firstOfTwoMembersCountsAndTheRestIsNotLookedAt() throws Exception {
        assertThat(decode(Kind.BIGINT, "1,\"c\":2")).isEqualTo(1L);
        assertThat(decode(Kind.BIGINT, "1, garbage")).isEqualTo(1L);
        assertThat(decode(Kind.DOUBLE, "-0")).isEqualTo(-0.0);
    }

    @Test
    void readsTemporalsAsTheJdkDoes() throws Exception {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 2000; trial++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L));
            LocalDate date = LocalDate.ofEpochDay(random.nextLong(-719_528, 2_932_897));
            LocalTime time = LocalTime.ofNanoOfDay(random.nextLong(86_400_000) * 1_000_000);
            assertThat(decode(Kind.TIMESTAMP, "\"" + instant + "\"")).isEqualTo(instant.toEpochMilli());
            assertThat(decode(
                                            Kind.TIMESTAMP,
                                            "\"" + instant.atOffset(java.time.ZoneOffset.ofHoursMinutes(-3, -30))
                                                    + "\"")
                                    .equals(instant.toEpochMilli())
                            || instant.getEpochSecond() % 60 == 0
                            || instant.atOffset(java.time.ZoneOffset.ofHoursMinutes(-3, -30))
                                            .getYear()
                                    < 0)
                    .isTrue();
            assertThat(decode(Kind.DATE, "\"" + date + "\"")).isEqualTo((int) date.toEpochDay());
            assertThat(decode(Kind.TIME, "\"" + time.withNano(0).plusSeconds(time.getSecond() == 0 ? 1 : 0) + "\""))
                    .isEqualTo((time.toSecondOfDay() + (time.getSecond() == 0 ? 1 : 0)) * 1000);
        }
        assertThat(decode(Kind.TIMESTAMP, "\"2001-01-01T00:00:00.1239999+01:00\""))
                .isEqualTo(978303600123L);
    }

    @Test
    void readsMicrosecondsAndCutsOffWhatIsFiner() throws Exception {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 2000; trial++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-62_167_219_200L, 253_402_300_800L))
                    .plusNanos(random.nextLong(1_000_000_000));
            assertThat(decode(Kind.TIMESTAMP_MICROS, "\"" + instant + "\""))
                    .isEqualTo(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
        }
        assertThat(decode(Kind.TIMESTAMP_MICROS, "\"2001-01-01T00:00:00.1234+01:00\""))
                .isEqualTo(978303600123400L);
        assertThat(decode(Kind.TIMESTAMP_MICROS, "\"2001-01-01T00:00:00Z\"")).isEqualTo(978307200000000L);
    }

    @Test
    void millisecondsOfAnEventTimeOfMicrosecondsAreAColumn() throws Exception {
        List<ViewPlan.Column> columns = List.of(column("at", Kind.TIMESTAMP_MICROS), column("ms", Kind.TIMESTAMP));
        DecodeEvents decoder = new DecodeEvents(new ViewPlan.Scan(
                "s",
                "c 1.2.0",
                "s",
                new UUID(0, 0),
                1,
                columns,
                List.of(ViewPlan.Member.of("at"), ViewPlan.Member.of("ms")),
                0,
                1,
                -1,
                List.of(),
                0,
                0));
        assertThat(decoder.decode("{\"at\":\"1969-12-31T23:59:59.9999Z\"}".getBytes(StandardCharsets.UTF_8), 5, 0, 0))
                .containsExactly(-100L, -1L);
        assertThat(decoder.decode("{}".getBytes(StandardCharsets.UTF_8), 5, 0, 0))
                .containsExactly(null, null);
    }

    @Test
    void timestampWithoutOffsetIsInTheDefaultZoneOrRefused() throws Exception {
        byte[] json = "{\"c\":\"2001-07-01T12:00:00\"}".getBytes(StandardCharsets.UTF_8);
        List<ViewPlan.Column> columns = List.of(column("c", Kind.TIMESTAMP));
        assertThat(decoder(columns, "Europe/Berlin").decode(json, 0, 0, 0))
                .containsExactly(Instant.parse("2001-07-01T10:00:00Z").toEpochMilli());
        assertThatThrownBy(() -> decoder(columns, NO_FORM).decode(json, 0, 0, 0))
                .isInstanceOf(UndecodableEvent.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001-02-29T00:00:00Z", "2001-13-01T00:00:00Z", "2001-01-01T24:00:00Z", "2001-01-01T00:00:00",
                        "2001-01-01",
                "2001-01-01T00:00Z", "2001-01-01T00:00:00.Z", "2001-01-01T00:00:00+1", "2001-01-01T00:00:00Zx", "x"
            })
    void refusesWhatIsNoTimestamp(String text) {
        assertThatThrownBy(() -> decode(Kind.TIMESTAMP, "\"" + text + "\"")).isInstanceOf(UndecodableEvent.class);
    }

    @Test
    void rowsAreWrittenAsTheyAreServed() {
        List<ViewPlan.Column> columns = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind == Kind.ROW) {
                break;
            }
            columns.add(column(kind.name().toLowerCase(java.util.Locale.ROOT), kind));
        }
        RowJson json = new RowJson(columns);
        Object[] row = {
            true,
            7,
            Long.MIN_VALUE,
            1e10,
            new BigDecimal("1.50"),
            "a\"\\\n\u0001ä😀\uD800",
            Bytes.of((byte) -5, (byte) -1, (byte) 0),
            0,
            3_723_004,
            978_307_200_000L,
            978_307_200_000_007L,
            -90_061_001L,
            14L
        };
        String text = new String(json.object(row, row.length).toByteArray(), StandardCharsets.UTF_8);
        assertThat(text)
                .isEqualTo("{\"boolean\":true,\"integer\":7,\"bigint\":-9223372036854775808,\"double\":1.0E10,"
                        + "\"decimal\":1.50,\"varchar\":\"a\\\"\\\\\\n\\u0001ä😀?\",\"varbinary\":\"+/8A\",\"date\":\"1970-01-01\","
                        + "\"time\":\"01:02:03.004\",\"timestamp\":\"2001-01-01T00:00:00Z\","
                        + "\"timestamp_micros\":\"2001-01-01T00:00:00.000007Z\","
                        + "\"interval_day_second\":\"PT-25H-1M-1.001S\",\"interval_year_month\":\"P1Y2M\"}");
        Object[] nothing = new Object[row.length];
        nothing[3] = Double.NaN;
        nothing[9] = -1L;
        nothing[10] = -1_000_000L;
        nothing[11] = 0L;
        nothing[12] = -12L;
        assertThat(new String(
                        json.array(nothing, new int[] {3, 9, 10, 11, 12, 0}).toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("[null,\"1969-12-31T23:59:59.999Z\",\"1969-12-31T23:59:59Z\",\"PT0S\",\"P-1Y\",null]");
        assertThat(Arrays.equals(json.object(row, 0).toByteArray(), "{}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }
}
