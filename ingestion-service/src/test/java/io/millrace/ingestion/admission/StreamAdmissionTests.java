package io.millrace.ingestion.admission;

import static io.millrace.ingestion.admission.TestSchemas.array;
import static io.millrace.ingestion.admission.TestSchemas.column;
import static io.millrace.ingestion.admission.TestSchemas.decimal;
import static io.millrace.ingestion.admission.TestSchemas.key;
import static io.millrace.ingestion.admission.TestSchemas.object;
import static io.millrace.ingestion.admission.TestSchemas.optional;
import static io.millrace.ingestion.admission.TestSchemas.required;
import static io.millrace.ingestion.admission.TestSchemas.stream;
import static io.millrace.ingestion.admission.TestSchemas.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamAdmissionTests {
    private final Inspection inspection = new Inspection();

    private Inspection inspect(StreamSchema schema, byte[] event, int from, int to) {
        StreamAdmission.compile(schema)
                .inspect(event, from, to, Instant.parse("2030-01-01T00:00:00Z").toEpochMilli(), inspection);
        return inspection;
    }

    private Inspection inspect(StreamSchema schema, String event) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        // Surrounded by other bytes, so that reading beyond the range would show.
        byte[] all = ("}]\"9" + event + "\"9}]").getBytes(StandardCharsets.UTF_8);
        return inspect(schema, all, 4, 4 + bytes.length);
    }

    /** The verdict on {@code {"a": value}} under one column, as CODE and pointer, or "admitted". */
    private String verdict(ColumnSchema column, String value) {
        return verdict(stream(null, false, column), "{\"" + column.name() + "\":" + value + "}", true);
    }

    private String verdict(StreamSchema schema, String event, boolean single) {
        inspect(schema, event);
        if (inspection.admitted()) {
            return "admitted";
        }
        if (single) {
            assertThat(inspection.refusals()).hasSize(1);
        }
        Refusal first = inspection.refusals().getFirst();
        return first.code() + (first.pointer() == null ? "" : " " + first.pointer());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            STRING    | "x"                     | admitted
            STRING    | ""                      | admitted
            STRING    | null                    | admitted
            STRING    | 5                       | TYPE_MISMATCH /a
            STRING    | {}                      | TYPE_MISMATCH /a
            STRING    | true                    | TYPE_MISMATCH /a
            STRING    | "\\ud83d\\ude00\\n\\""  | admitted
            STRING    | "\\ud83d"               | NOT_UTF8
            STRING    | "\\ude00\\ud83d"        | NOT_UTF8
            STRING    | "\\x"                   | MALFORMED_JSON
            STRING    | "\\u12g4"               | MALFORMED_JSON
            STRING    | "abc                    | MALFORMED_JSON
            LONG      | 0                       | admitted
            LONG      | -0                      | admitted
            LONG      | 9223372036854775807     | admitted
            LONG      | -9223372036854775808    | admitted
            LONG      | 9223372036854775808     | OUT_OF_RANGE /a
            LONG      | -9223372036854775809    | OUT_OF_RANGE /a
            LONG      | 99999999999999999999999 | OUT_OF_RANGE /a
            LONG      | 1.0                     | TYPE_MISMATCH /a
            LONG      | 1e3                     | TYPE_MISMATCH /a
            LONG      | "1"                     | TYPE_MISMATCH /a
            LONG      | 01                      | MALFORMED_JSON
            LONG      | +1                      | MALFORMED_JSON
            LONG      | -                       | MALFORMED_JSON
            LONG      | 1x                      | MALFORMED_JSON
            DOUBLE    | 1                       | admitted
            DOUBLE    | -1.5e-300               | admitted
            DOUBLE    | 1e308                   | admitted
            DOUBLE    | 1e309                   | OUT_OF_RANGE /a
            DOUBLE    | -1e99999999999          | OUT_OF_RANGE /a
            DOUBLE    | 1e-99999999999          | admitted
            DOUBLE    | 1.                      | MALFORMED_JSON
            DOUBLE    | .5                      | MALFORMED_JSON
            DOUBLE    | 1e                      | MALFORMED_JSON
            DOUBLE    | NaN                     | MALFORMED_JSON
            DOUBLE    | Infinity                | MALFORMED_JSON
            DOUBLE    | -Infinity               | MALFORMED_JSON
            DOUBLE    | "1.5"                   | TYPE_MISMATCH /a
            BOOLEAN   | true                    | admitted
            BOOLEAN   | false                   | admitted
            BOOLEAN   | 1                       | TYPE_MISMATCH /a
            BOOLEAN   | "true"                  | TYPE_MISMATCH /a
            BOOLEAN   | tru                     | MALFORMED_JSON
            BOOLEAN   | trueish                 | MALFORMED_JSON
            DATE      | "2001-01-31"            | admitted
            DATE      | "2000-02-29"            | admitted
            DATE      | "2001-02-29"            | TYPE_MISMATCH /a
            DATE      | "1900-02-29"            | TYPE_MISMATCH /a
            DATE      | "2001-13-01"            | TYPE_MISMATCH /a
            DATE      | "2001-1-1"              | TYPE_MISMATCH /a
            DATE      | "2001-01-01T00:00:00Z"  | TYPE_MISMATCH /a
            DATE      | 20010101                | TYPE_MISMATCH /a
            TIME      | "13:45:00"              | admitted
            TIME      | "13:45:00.123456789"    | admitted
            TIME      | "24:00:00"              | TYPE_MISMATCH /a
            TIME      | "13:45"                 | TYPE_MISMATCH /a
            TIME      | "13:45:00."             | TYPE_MISMATCH /a
            TIME      | "13:45:00Z"             | TYPE_MISMATCH /a
            TIMESTAMP | "2001-01-31T13:45:00Z"  | admitted
            TIMESTAMP | "2001-01-31t13:45:00.5z" | admitted
            TIMESTAMP | "2001-01-31T13:45:00+05:30" | admitted
            TIMESTAMP | "2001-01-31T13:45:00"   | TYPE_MISMATCH /a
            TIMESTAMP | "2001-01-31 13:45:00Z"  | TYPE_MISMATCH /a
            TIMESTAMP | "2001-01-31T13:45:60Z"  | TYPE_MISMATCH /a
            TIMESTAMP | "2001-01-31T13:45:00+0530" | TYPE_MISMATCH /a
            TIMESTAMP | "2001-01-31T13:45:00+19:00" | TYPE_MISMATCH /a
            TIMESTAMP | "yesterday"             | TYPE_MISMATCH /a
            TIMESTAMP | 980948700000            | TYPE_MISMATCH /a
            OBJECT    | {"any":[1,{"b":null}]}  | admitted
            OBJECT    | []                      | TYPE_MISMATCH /a
            OBJECT    | {"b":1,"b":2}           | DUPLICATE_FIELD /a/b
            ARRAY     | [1,"a",null]            | admitted
            ARRAY     | {}                      | TYPE_MISMATCH /a
            ARRAY     | [1,]                    | MALFORMED_JSON
            """)
    void checksTypes(ColumnType type, String value, String verdict) {
        assertThat(verdict(optional("a", type), value)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\" 1}",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":1}{\"a\":1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":undefined}",
                "/**/{}",
                "\u00a0{}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":nul}",
                "\ufeff{\"a\":1}"
            })
    void refusesWhatIsNotJson(String event) {
        assertThat(verdict(stream(null, true, optional("a", ColumnType.LONG)), event, true))
                .isEqualTo("MALFORMED_JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"text\"", "null", "true", "[{\"a\":1}]"})
    void refusesEventsThatAreNoObject(String event) {
        assertThat(verdict(stream(null, true, optional("a", ColumnType.LONG)), event, true))
                .isEqualTo("TYPE_MISMATCH");
    }

    @Test
    void allowsWhitespaceBetweenTokens() {
        assertThat(verdict(stream(null, false, optional("a", ColumnType.LONG)), " \t{ \"a\" :\r 1 , \"b\":2 } ", true))
                .isEqualTo("UNKNOWN_FIELD /b");
        assertThat(verdict(stream(null, false, optional("a", ColumnType.LONG)), " \t{ \"a\" :\r 1 } ", true))
                .isEqualTo("admitted");
    }

    @Test
    void refusesInvalidUtf8() {
        int[][] sequences = {
            {0x80},
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xC3},
            {0xE0, 0x80, 0x80},
            {0xE2, 0x82},
            {0xED, 0xA0, 0x80},
            {0xF0, 0x80, 0x80, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xFF},
            {0xC3, 0x28}
        };
        for (int[] sequence : sequences) {
            byte[] event = "{\"a\":\"0123456789    \"}".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < sequence.length; i++) {
                event[16 + i] = (byte) sequence[i];
            }
            inspect(stream(null, false, optional("a", ColumnType.STRING)), event, 0, event.length);
            assertThat(inspection.refusals())
                    .as(java.util.Arrays.toString(sequence))
                    .extracting(Refusal::code)
                    .containsExactly(RefusalCode.NOT_UTF8);
        }
    }

    @Test
    void takesAllOfUnicode() {
        StringBuilder text = new StringBuilder();
        for (int c = 0x20; c <= 0x10FFFF; c = c < 0x3000 ? c + 1 : c + 997) {
            if ((c < 0xD800 || c > 0xDFFF) && c != '"' && c != '\\') {
                text.appendCodePoint(c);
            }
        }
        int length = text.codePointCount(0, text.length());
        ColumnSchema column = column("a", ColumnType.STRING, where("minLength", length, "maxLength", length));
        assertThat(verdict(column, "\"" + text + "\"")).isEqualTo("admitted");
    }

    @Test
    void countsLengthsInCodePoints() {
        ColumnSchema three = column("a", ColumnType.STRING, where("minLength", 3, "maxLength", 3));
        assertThat(verdict(three, "\"äöü\"")).isEqualTo("admitted");
        assertThat(verdict(three, "\"😀😀😀\"")).isEqualTo("admitted");
        assertThat(verdict(three, "\"\\ud83d\\ude00\\n\\u00e4\"")).isEqualTo("admitted");
        assertThat(verdict(three, "\"ab\"")).isEqualTo("LENGTH_OUT_OF_RANGE /a");
        assertThat(verdict(three, "\"abcd\"")).isEqualTo("LENGTH_OUT_OF_RANGE /a");
    }

    @Test
    void takesBytesAsBase64AndCountsThem() {
        ColumnSchema bytes = column("a", ColumnType.BINARY, where("minLength", 1, "maxLength", 3));
        for (String value : List.of("\"AQ==\"", "\"AQI=\"", "\"+/8A\"", "\"+\\/8\\u0041\"", "null")) {
            assertThat(verdict(bytes, value)).as(value).isEqualTo("admitted");
        }
        for (String value : List.of("\"\"", "\"AQIDBA==\"")) {
            assertThat(verdict(bytes, value)).as(value).isEqualTo("LENGTH_OUT_OF_RANGE /a");
        }
        for (String value : List.of(
                "\"AQ\"",
                "\"AR==\"",
                "\"AQJ=\"",
                "\"-_8A\"",
                "\"AQ==\\n\"",
                "\"====\"",
                "\"ä===\"",
                "1",
                "[1]",
                "{}")) {
            assertThat(verdict(bytes, value)).as(value).isEqualTo("TYPE_MISMATCH /a");
        }
        assertThat(inspect(stream(null, false, bytes), "{\"a\":\"AQ\"}")
                        .refusals()
                        .getFirst()
                        .detail())
                .isEqualTo("a is 'AQ'; the contract says Base64 such as AQIDBA==.");
        assertThat(verdict(array("a", optional("item", ColumnType.BINARY), Constraints.NONE), "[\"AQ==\",\"A\"]"))
                .isEqualTo("TYPE_MISMATCH /a/1");
    }

    @Test
    void keysOfBytesHaveOneForm() {
        StreamSchema schema = stream(null, false, key("id", ColumnType.BINARY, 1));
        for (String id : List.of("+/8=", "+\\/8=", "\\u002b/8=")) {
            assertThat(inspect(schema, "{\"id\":\"" + id + "\"}").key())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("[\"+/8=\"]");
        }
    }

    @Test
    void matchesPatternsAnywhereUnlessAnchored() {
        ColumnSchema code = column("a", ColumnType.STRING, where("pattern", "^[A-Z]{3}$"));
        assertThat(verdict(code, "\"LAS\"")).isEqualTo("admitted");
        assertThat(verdict(code, "\"L\\u0041S\"")).isEqualTo("admitted");
        assertThat(verdict(code, "\"las\"")).isEqualTo("PATTERN_MISMATCH /a");
        assertThat(verdict(code, "\"LAS1\"")).isEqualTo("PATTERN_MISMATCH /a");
        assertThat(verdict(column("a", ColumnType.STRING, where("pattern", "b+")), "\"abc\""))
                .isEqualTo("admitted");
    }

    @Test
    void survivesPatternsThatBacktrackElsewhere() {
        ColumnSchema evil = column("a", ColumnType.STRING, where("pattern", "^(a+)+$"));
        assertThat(verdict(evil, "\"" + "a".repeat(10_000) + "b\"")).isEqualTo("PATTERN_MISMATCH /a");
    }

    @Test
    void refusesToCompileWhatItCannotCheck() {
        assertThatThrownBy(() -> StreamAdmission.compile(
                        stream(null, false, column("a", ColumnType.STRING, where("pattern", "(?=a)")))))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> StreamAdmission.compile(
                        stream(null, false, column("a", ColumnType.DATE, where("minimumText", "soon")))))
                .hasMessageContaining("soon");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            uuid,     123e4567-e89b-12d3-a456-426614174000, true
            uuid,     123e4567-e89b-12d3-a456-42661417400g, false
            uuid,     123e4567e89b12d3a456426614174000,     false
            email,    a.b+c@example.org,                    true
            email,    a@b@c,                                false
            email,    .a@example.org,                       false
            ipv4,     127.0.0.1,                            true
            ipv4,     127.0.0.256,                          false
            ipv4,     127.0.0.01,                           false
            ipv6,     ::1,                                  true
            ipv6,     1:2:3:4:5:6:7:8,                      true
            ipv6,     1::2::3,                              false
            ipv6,     ::ffff:10.0.0.1,                      true
            ipv6,     1:2:3:4:5:6:7:8:9,                    false
            uri,      https://example.org/a?b=c,            true
            uri,      /relative,                            false
            hostname, a-b.example.org,                      true
            hostname, -a.example.org,                       false
            byte,     aGVsbG8=,                             true
            byte,     aGVsbG8,                              false
            password, anything,                             true
            """)
    void checksFormats(String format, String value, boolean admitted) {
        assertThat(verdict(column("a", ColumnType.STRING, where("format", format)), "\"" + value + "\""))
                .isEqualTo(admitted ? "admitted" : "FORMAT_MISMATCH /a");
    }

    @Test
    void checksEnums() {
        ColumnSchema colour = column("a", ColumnType.STRING, where("enumValues", List.of("red", "grün")));
        assertThat(verdict(colour, "\"gr\\u00fcn\"")).isEqualTo("admitted");
        assertThat(verdict(colour, "\"blue\"")).isEqualTo("NOT_IN_ENUM /a");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            -120, admitted
            -121, OUT_OF_RANGE /a
            3000, admitted
            3001, OUT_OF_RANGE /a
            """)
    void checksBoundsOfIntegers(String value, String verdict) {
        ColumnSchema delay = column("a", ColumnType.LONG, where("minimum", -120, "maximum", 3000));
        assertThat(verdict(delay, value)).isEqualTo(verdict);
        ColumnSchema exclusive = column(
                "a", ColumnType.LONG, where("exclusiveMinimum", new BigDecimal("-120.5"), "exclusiveMaximum", 3001));
        assertThat(verdict(exclusive, value)).isEqualTo(verdict);
    }

    @Test
    void checksBoundsOfNumbersExactly() {
        ColumnSchema share =
                column("a", ColumnType.DOUBLE, where("minimum", new BigDecimal("0.1"), "exclusiveMaximum", 1));
        assertThat(verdict(share, "0.1")).isEqualTo("admitted");
        assertThat(verdict(share, "1e-1")).isEqualTo("admitted");
        assertThat(verdict(share, "0.09999999999999999999999")).isEqualTo("OUT_OF_RANGE /a");
        assertThat(verdict(share, "0.999999999999999999999999")).isEqualTo("admitted");
        assertThat(verdict(share, "1.000")).isEqualTo("OUT_OF_RANGE /a");
    }

    @Test
    void checksMultiples() {
        ColumnSchema price = column("a", ColumnType.DOUBLE, where("multipleOf", new BigDecimal("0.05")));
        assertThat(verdict(price, "1.15")).isEqualTo("admitted");
        assertThat(verdict(price, "1.16")).isEqualTo("NOT_A_MULTIPLE /a");
        ColumnSchema even = column("a", ColumnType.LONG, where("multipleOf", 2));
        assertThat(verdict(even, "-4")).isEqualTo("admitted");
        assertThat(verdict(even, "3")).isEqualTo("NOT_A_MULTIPLE /a");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            123.45, admitted
            -123.45, admitted
            1e2, admitted
            0.000, admitted
            1.500, admitted
            1234.5, PRECISION_EXCEEDED /a
            1.234, PRECISION_EXCEEDED /a
            1e3, PRECISION_EXCEEDED /a
            1e-3, PRECISION_EXCEEDED /a
            1e999999999, PRECISION_EXCEEDED /a
            1e9999999999999, PRECISION_EXCEEDED /a
            """)
    void checksPrecisionOfDecimals(String value, String verdict) {
        assertThat(verdict(decimal("a", 5, 2), value)).isEqualTo(verdict);
    }

    @Test
    void refusesNumbersOfAThousandDigits() {
        assertThat(verdict(optional("a", ColumnType.DOUBLE), "0." + "1".repeat(1000)))
                .isEqualTo("OUT_OF_RANGE /a");
        assertThat(verdict(optional("a", ColumnType.LONG), "1".repeat(100_000))).isEqualTo("OUT_OF_RANGE /a");
    }

    @Test
    void checksBoundsOfTimes() {
        ColumnSchema day =
                column("a", ColumnType.DATE, where("minimumText", "2001-01-01", "maximumText", "2001-12-31"));
        assertThat(verdict(day, "\"2001-12-31\"")).isEqualTo("admitted");
        assertThat(verdict(day, "\"2002-01-01\"")).isEqualTo("OUT_OF_RANGE /a");
    }

    @Test
    void readsTimestampsInTheContractsForm() {
        ColumnSchema form = column(
                "a", ColumnType.TIMESTAMP, where("format", "yyyy/MM/dd HH:mm", "defaultTimezone", "Europe/Berlin"));
        StreamSchema schema = stream("a", false, form);
        inspect(schema, "{\"a\":\"2001/07/01 02:00\"}");
        assertThat(Instant.ofEpochMilli(inspection.eventTimeMs())).isEqualTo("2001-07-01T00:00:00Z");
        assertThat(verdict(form, "\"2001-07-01T00:00:00Z\"")).isEqualTo("TYPE_MISMATCH /a");
    }

    @Test
    void readsTimestampsWithoutOffsetInTheDefaultZone() {
        StreamSchema schema = stream(
                "a",
                false,
                column("a", ColumnType.TIMESTAMP, where("timezone", false, "defaultTimezone", "America/New_York")));
        inspect(schema, "{\"a\":\"2001-01-31T13:45:00.789\"}");
        assertThat(Instant.ofEpochMilli(inspection.eventTimeMs())).isEqualTo("2001-01-31T18:45:00.789Z");
        assertThat(verdict(schema, "{\"a\":\"2001-01-31T13:45:00Z\"}", true)).isEqualTo("TYPE_MISMATCH /a");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            "2001-01-01T00:00:00.000001Z"           | admitted
            "2001-01-01T01:00:00.000001999+01:00"   | admitted
            "2001-01-01T00:00:00Z"                  | OUT_OF_RANGE /a
            "2001-01-01T00:00:00.0000009Z"          | OUT_OF_RANGE /a
            "2001-01-01T00:00:00.000002Z"           | OUT_OF_RANGE /a
            "2001-01-01T00:00:00.001Z"              | OUT_OF_RANGE /a
            """)
    void boundsOfMicrosecondsAreExact(String value, String verdict) {
        Constraints bounds =
                where("minimumText", "2001-01-01T00:00:00.000001Z", "maximumText", "2001-01-01T00:00:00.000001Z");
        assertThat(verdict(micros("a", 0, bounds), value)).isEqualTo(verdict);
    }

    @Test
    void keysOfMicrosecondsHaveAllOfThem() {
        StreamSchema schema = stream("at", false, micros("at", 1, Constraints.NONE));
        inspect(schema, "{\"at\":\"1969-12-31T23:59:59.9999994Z\"}");
        assertThat(inspection.key()).asString(StandardCharsets.UTF_8).isEqualTo("[\"1969-12-31T23:59:59.999999Z\"]");
        assertThat(inspection.eventTimeMs()).isEqualTo(-1);
    }

    private static ColumnSchema micros(String name, int keyPosition, Constraints constraints) {
        return new ColumnSchema(
                name, ColumnType.TIMESTAMP, false, keyPosition, 6, 0, constraints, null, List.of(), null);
    }

    @Test
    void agreesWithJavaOnEveryDay() {
        StreamSchema schema = stream("a", false, optional("a", ColumnType.TIMESTAMP));
        for (int day = -719_528; day < 21_000; day += 13) {
            String text = Instant.ofEpochSecond(day * 86_400L + Math.floorMod(day * 7919, 86_400))
                    .toString();
            inspect(schema, "{\"a\":\"" + text + "\"}");
            assertThat(inspection.admitted()).as(text).isTrue();
            assertThat(Instant.ofEpochMilli(inspection.eventTimeMs())).isEqualTo(text);
        }
    }

    @Test
    void refusesEventTimesInTheFuture() {
        StreamSchema schema = stream("at", false, required("at", ColumnType.TIMESTAMP));
        assertThat(verdict(schema, "{\"at\":\"2030-01-01T00:00:00Z\"}", true)).isEqualTo("admitted");
        assertThat(verdict(schema, "{\"at\":\"2030-01-01T00:00:00.001Z\"}", true))
                .isEqualTo("EVENT_TIME_IN_FUTURE /at");
        assertThat(verdict(schema, "{\"at\":\"0000-01-01T00:00:00Z\"}", true)).isEqualTo("admitted");
    }

    @Test
    void requiresKeyAndEventTimeWhateverTheContractSays() {
        StreamSchema schema = stream(
                "at", false, ColumnSchema.of("id", ColumnType.LONG, false, 1), optional("at", ColumnType.TIMESTAMP));
        inspect(schema, "{\"id\":null}");
        assertThat(inspection.refusals()).extracting(Refusal::pointer).containsExactly("/id", "/at");
        assertThat(inspection.refusals()).extracting(Refusal::code).containsOnly(RefusalCode.REQUIRED_MISSING);
    }

    @Test
    void findsEverythingThatIsWrong() {
        StreamSchema schema = stream(
                null,
                false,
                required("id", ColumnType.STRING),
                column("delay", ColumnType.LONG, where("maximum", 10)),
                object("where", required("lat", ColumnType.DOUBLE), optional("lon", ColumnType.DOUBLE)),
                array("tags", required("tag", ColumnType.STRING), where("maxItems", 2)));
        inspect(schema, """
                {"delay":11,"Delay":1,"where":{"lon":"x"},"tags":["a",null,3],"delay":1}""");
        assertThat(inspection.refusals())
                .extracting(refusal -> refusal.code() + " " + refusal.pointer())
                .containsExactly(
                        "OUT_OF_RANGE /delay",
                        "UNKNOWN_FIELD /Delay",
                        "TYPE_MISMATCH /where/lon",
                        "REQUIRED_MISSING /where/lat",
                        "REQUIRED_MISSING /tags/1",
                        "TYPE_MISMATCH /tags/2",
                        "LENGTH_OUT_OF_RANGE /tags",
                        "DUPLICATE_FIELD /delay",
                        "REQUIRED_MISSING /id");
        assertThat(inspection.refusals().get(1).detail()).contains("did you mean delay?");
    }

    @Test
    void stopsCountingAtTenViolations() {
        String event = "{"
                + String.join(
                        ",",
                        IntStream.range(0, 50).mapToObj(i -> "\"x" + i + "\":1").toList()) + "}";
        inspect(stream(null, false, optional("a", ColumnType.LONG)), event);
        assertThat(inspection.refusals()).hasSize(10);
    }

    @Test
    void keepsUnknownMembersWhereTheContractSaysSo() {
        StreamSchema schema =
                stream(null, true, optional("a", ColumnType.LONG), object("o", optional("b", ColumnType.LONG)));
        assertThat(verdict(schema, "{\"x\":{\"y\":[1,2]},\"a\":1,\"o\":{\"c\":1}}", true))
                .isEqualTo("admitted");
        assertThat(verdict(schema, "{\"x\":1,\"a\":1,\"\\u0078\":2}", true)).isEqualTo("DUPLICATE_FIELD /x");
    }

    @Test
    void knowsNamesHoweverTheyAreEscaped() {
        StreamSchema schema =
                stream(null, false, required("größe", ColumnType.LONG), optional("a/b~c", ColumnType.LONG));
        assertThat(verdict(schema, "{\"gr\\u00f6\\u00dfe\":1}", true)).isEqualTo("admitted");
        assertThat(verdict(schema, "{\"größe\":1,\"a/b~c\":\"\"}", true)).isEqualTo("TYPE_MISMATCH /a~1b~0c");
        assertThat(verdict(schema, "{\"größe\":1,\"gr\\u00f6ße\":1}", true)).isEqualTo("DUPLICATE_FIELD /größe");
    }

    @Test
    void checksStreamsOfAHundredColumns() {
        ColumnSchema[] columns = IntStream.range(0, 100)
                .mapToObj(i -> required("column" + i, ColumnType.LONG))
                .toArray(ColumnSchema[]::new);
        List<String> members = new java.util.ArrayList<>(IntStream.range(0, 100)
                .mapToObj(i -> "\"column" + i + "\":" + i)
                .toList());
        java.util.Collections.reverse(members);
        assertThat(verdict(stream(null, false, columns), "{" + String.join(",", members) + "}", true))
                .isEqualTo("admitted");
        members.removeFirst();
        assertThat(verdict(stream(null, false, columns), "{" + String.join(",", members) + "}", true))
                .isEqualTo("REQUIRED_MISSING /column99");
    }

    @Test
    void limitsDepth() {
        StreamSchema schema = stream(null, true, optional("a", ColumnType.ARRAY));
        assertThat(verdict(schema, "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}", true))
                .isEqualTo("admitted");
        assertThat(verdict(schema, "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}", true))
                .isEqualTo("TOO_DEEP");
        assertThat(verdict(schema, "{\"b\":" + "{\"c\":".repeat(100_000) + "1", true))
                .isEqualTo("TOO_DEEP");
    }

    @Test
    void limitsSize() {
        byte[] event = new byte[StreamAdmission.RECORD_BYTES_MAX + 1];
        java.util.Arrays.fill(event, (byte) ' ');
        event[0] = '{';
        event[event.length - 1] = '}';
        StreamSchema schema = stream(null, true, optional("a", ColumnType.LONG));
        inspect(schema, event, 0, event.length);
        assertThat(inspection.refusals()).extracting(Refusal::code).containsExactly(RefusalCode.RECORD_TOO_LARGE);
        inspect(schema, event, 1, event.length);
        assertThat(inspection.refusals()).extracting(Refusal::code).containsExactly(RefusalCode.MALFORMED_JSON);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                        | admitted
            {"x":1,"":null,"größe":3} | admitted
            null                      | admitted
            []                        | TYPE_MISMATCH /a
            "x"                       | TYPE_MISMATCH /a
            {"x":1,"y":"1"}           | TYPE_MISMATCH /a/y
            {"x":1,"a/b":1.5}         | TYPE_MISMATCH /a/a~1b
            {"x":{"y":1}}             | TYPE_MISMATCH /a/x
            {"x":1,"x":2}             | DUPLICATE_FIELD /a/x
            {"x":1,"\u0078":2}       | DUPLICATE_FIELD /a/x
            {"x":1,}                  | MALFORMED_JSON
            {"x" 1}                   | MALFORMED_JSON
            {x:1}                     | MALFORMED_JSON
            """)
    void checksTheValuesOfMaps(String value, String verdict) {
        ColumnSchema map = ColumnSchema.mapOf("a", false, optional("value", ColumnType.LONG));
        assertThat(verdict(map, value)).isEqualTo(verdict);
    }

    @Test
    void namesTheKeyWhoseValueIsRefused() {
        StreamSchema schema =
                stream(null, false, ColumnSchema.mapOf("a", false, optional("value", ColumnType.TIMESTAMP)));
        byte[] event = "{\"a\":{\"seen\":7}}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        inspect(schema, event, 0, event.length);
        assertThat(inspection.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.detail()).contains("seen"));
    }

    @Test
    void limitsTheKeysOfMaps() {
        StringBuilder event = new StringBuilder("{");
        for (int i = 0; i <= Inspection.KEPT_MAX; i++) {
            event.append(i == 0 ? "" : ",").append('"').append(i).append("\":1");
        }
        ColumnSchema map = ColumnSchema.mapOf("a", false, optional("value", ColumnType.LONG));
        assertThat(verdict(map, event.append('}').toString())).isEqualTo("TOO_MANY_MEMBERS");
    }

    @Test
    void comparesUniqueItemsByValue() {
        ColumnSchema set = array("a", null, where("uniqueItems", true));
        assertThat(verdict(set, "[1,\"1\",true,null]")).isEqualTo("admitted");
        assertThat(verdict(set, "[1,1.0]")).isEqualTo("DUPLICATE_ITEM /a/1");
        assertThat(verdict(set, "[\"a\",\"\\u0061\"]")).isEqualTo("DUPLICATE_ITEM /a/1");
        assertThat(verdict(set, "[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]")).isEqualTo("DUPLICATE_ITEM /a/1");
    }

    @Test
    void takesOutAStringKeyAsItIs() {
        StreamSchema schema = stream(null, false, key("id", ColumnType.STRING, 1), optional("a", ColumnType.LONG));
        assertThat(inspect(schema, "{\"a\":1,\"id\":\"x\\u00e4\\\"\"}").key())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("xä\"");
        assertThat(inspect(schema, "{\"a\":1}").key()).isNull();
    }

    @Test
    void takesOutOtherKeysAsArrayInKeyOrder() {
        StreamSchema schema = stream(
                null,
                false,
                key("at", ColumnType.TIMESTAMP, 3),
                key("n", ColumnType.LONG, 2),
                key("s", ColumnType.STRING, 1),
                key("ok", ColumnType.BOOLEAN, 4),
                key("day", ColumnType.DATE, 5));
        String key = "[\"a\\\"\\u000a\",0,\"2001-01-01T00:00:00Z\",true,\"2001-01-01\"]";
        for (String at : List.of("2001-01-01T00:00:00Z", "2001-01-01T01:00:00.000+01:00")) {
            inspect(schema, "{\"at\":\"" + at + "\",\"ok\":true,\"n\":-0,\"s\":\"a\\\"\\n\",\"day\":\"2001-01-01\"}");
            assertThat(inspection.refusals()).isEmpty();
            assertThat(inspection.key()).asString(StandardCharsets.UTF_8).isEqualTo(key);
        }
        StreamSchema single = stream(null, false, key("n", ColumnType.LONG, 1));
        assertThat(inspect(single, "{\"n\":42}").key())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("[42]");
        assertThat(inspect(stream(null, false, optional("a", ColumnType.LONG)), "{}")
                        .key())
                .isNull();
    }

    @Test
    void forgetsTheEventBefore() {
        StreamSchema schema = stream("at", true, key("id", ColumnType.STRING, 1), required("at", ColumnType.TIMESTAMP));
        inspect(schema, "{\"id\":\"a\",\"at\":\"2001-01-01T00:00:00Z\"}");
        inspect(schema, "{");
        assertThat(inspection.key()).isNull();
        assertThat(inspection.hasEventTime()).isFalse();
        inspect(schema, "{\"id\":\"b\",\"at\":\"2001-01-01T00:00:00Z\"}");
        assertThat(inspection.admitted()).isTrue();
    }

    @Test
    void cutsLongNames() {
        inspect(stream(null, false, optional("a", ColumnType.LONG)), "{\"" + "n".repeat(99) + "\\ud83d\\ude00x\":1}");
        Refusal refusal = inspection.refusals().getFirst();
        assertThat(refusal.pointer()).isEqualTo("/" + "n".repeat(99) + "…");
        assertThat(refusal.detail()).hasSizeLessThan(200);
    }

    @Test
    void boundsWhatItHasToRememberOfAnEvent() {
        String members =
                IntStream.range(0, 10_000).mapToObj(i -> "\"m" + i + "\":1").collect(Collectors.joining(","));
        StreamSchema keeping = stream(null, true, optional("a", ColumnType.OBJECT));
        assertThat(verdict(keeping, "{\"a\":{" + members + "},\"a2\":{" + members + "}}", true))
                .isEqualTo("TOO_MANY_MEMBERS");
        assertThat(verdict(keeping, "{\"a\":{" + members + "}}", true)).isEqualTo("admitted");
        assertThat(verdict(keeping, "{" + members + "}", true)).isEqualTo("admitted");
        assertThat(verdict(keeping, "{" + members + ",\"n\":1}", true)).isEqualTo("TOO_MANY_MEMBERS");
        ColumnSchema unique = array("a", null, where("uniqueItems", true));
        String items =
                IntStream.rangeClosed(0, 10_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
        assertThat(verdict(unique, "[" + items + "]")).isEqualTo("TOO_MANY_MEMBERS");
    }
}
