package io.millrace.views.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.views.ViewDefinitions;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyCodecTests {
    private static PublishedView view(List<String> key, ViewColumn... columns) {
        return view(key, List.of(), columns);
    }

    private static PublishedView view(List<String> key, List<ViewColumn> hidden, ViewColumn... columns) {
        return ViewDefinitions.of(key, hidden, columns);
    }

    private static KeyCodec codec(String... types) {
        ViewColumn[] columns = new ViewColumn[types.length];
        String[] names = new String[types.length];
        for (int i = 0; i < types.length; i++) {
            names[i] = "c" + i;
            columns[i] = new ViewColumn(names[i], types[i]);
        }
        return KeyCodec.of(view(List.of(names), columns));
    }

    private static byte[] json(KeyCodec codec, String json) {
        return codec.fromJson(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void objectsAndArraysAreTheirJson() {
        KeyCodec codec = codec("ROW<a VARCHAR, b DECIMAL(10,2)>", "ARRAY<BIGINT>", "BIGINT");
        assertThat(json(codec, "[{\"a\":\"ä]\",\"b\":1.50},[1,null],7]"))
                .isEqualTo(codec.encode(List.of("{\"a\":\"ä]\",\"b\":1.50}", "[1,null]", 7L)));
        assertThat(json(codec("MAP<VARCHAR, BIGINT>"), "[{\"a\":1,\"b\":null}]"))
                .isEqualTo(codec("MAP<VARCHAR, BIGINT>").encode(List.of("{\"a\":1,\"b\":null}")));
        assertThat(json(codec, "[null,[],7]")).isNotEqualTo(json(codec, "[null,[0],7]"));
    }

    @Test
    void bytesHaveTheOrderOfValuesOfEveryType() {
        expectOrder(codec("BIGINT"), Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
        expectOrder(codec("DOUBLE"), Double.NEGATIVE_INFINITY, -1.5, 0.0, Double.MIN_VALUE, 2.0, Double.MAX_VALUE);
        expectOrder(
                codec("DECIMAL(38,2)"),
                new BigDecimal("-999999999999999999999999999999999999.99"),
                new BigDecimal("-0.01"),
                BigDecimal.ZERO,
                new BigDecimal("0.01"),
                new BigDecimal("12345678901234567890"));
        expectOrder(codec("VARCHAR"), "", "\0", "\0a", "a", "a\0", "aa", "b", "é", "\uFFFD", "\uD83D\uDE00");
        expectOrder(
                codec("VARBINARY"),
                Stream.of("", "AA==", "AAA=", "AAE=", "AP8=", "AQ==", "fw==", "gA==", "/wA=", "//8=")
                        .map(ValueType.BYTES::parse)
                        .toArray());
        expectOrder(codec("BOOLEAN"), false, true);
        expectOrder(codec("DATE"), LocalDate.of(-5, 1, 1), LocalDate.EPOCH, LocalDate.of(2001, 1, 1));
        expectOrder(codec("TIME"), LocalTime.MIDNIGHT, LocalTime.NOON);
        expectOrder(
                codec("INTERVAL DAY TO SECOND(3)"),
                Stream.of("PT-49H", "PT-0.002S", "PT-0.001S", "PT0S", "PT0.001S", "PT1H", "P2D")
                        .map(ValueType.DURATION::parse)
                        .toArray());
        expectOrder(
                codec("INTERVAL YEAR TO MONTH"),
                Stream.of("P-1Y-2M", "P-1M", "P0M", "P11M", "P1Y", "P13M")
                        .map(ValueType.MONTHS::parse)
                        .toArray());
        expectOrder(
                codec("TIMESTAMP(3)"),
                Instant.parse("1969-12-31T23:59:59.999Z"),
                Instant.EPOCH,
                Instant.EPOCH.plusMillis(1),
                Instant.parse("2001-01-01T00:00:00Z"));
    }

    private static void expectOrder(KeyCodec codec, Object... ascending) {
        for (int i = 0; i + 1 < ascending.length; i++) {
            assertThat(Arrays.compareUnsigned(
                            codec.encode(List.of(ascending[i])), codec.encode(List.of(ascending[i + 1]))))
                    .as("%s < %s", ascending[i], ascending[i + 1])
                    .isNegative();
        }
    }

    @Test
    void ordersRandomCompositeKeysAsTheirValues() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeyCodec codec = codec("VARCHAR", "BIGINT");
        for (int i = 0; i < 20_000; i++) {
            String a = text(random);
            String b = text(random);
            long x = random.nextInt(3);
            long y = random.nextInt(3);
            int expected = ValueType.TEXT.compare(a, b) != 0 ? ValueType.TEXT.compare(a, b) : Long.compare(x, y);
            assertThat(Integer.signum(Arrays.compareUnsigned(codec.encode(List.of(a, x)), codec.encode(List.of(b, y)))))
                    .as("seed %d", seed)
                    .isEqualTo(Integer.signum(expected));
        }
    }

    @Test
    void ordersRandomKeysOfBytesAsTheirValues() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeyCodec codec = codec("VARBINARY", "BIGINT");
        for (int i = 0; i < 20_000; i++) {
            byte[] a = bytes(random);
            byte[] b = bytes(random);
            long x = random.nextInt(3);
            long y = random.nextInt(3);
            int order = Arrays.compareUnsigned(a, b);
            assertThat(Integer.signum(Arrays.compareUnsigned(key(codec, a, x), key(codec, b, y))))
                    .as("seed %d", seed)
                    .isEqualTo(Integer.signum(order != 0 ? order : Long.compare(x, y)));
        }
    }

    private static byte[] key(KeyCodec codec, byte[] bytes, long number) {
        return json(codec, "[\"" + Base64.getEncoder().encodeToString(bytes) + "\"," + number + "]");
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = List.of((byte) 0, (byte) 1, (byte) -1, (byte) 0x7F).get(random.nextInt(4));
        }
        return bytes;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(List.of("\0", "\u0001", "a", "\uFFFD", "\uD83D\uDE00").get(random.nextInt(5)));
        }
        return text.toString();
    }

    @Test
    void equalValuesHaveEqualBytesHoweverTheyAreSpelled() {
        assertThat(json(codec("DECIMAL(10,2)"), "[1.5]")).isEqualTo(json(codec("DECIMAL(10,2)"), "[1.50]"));
        assertThat(json(codec("DOUBLE"), "[-0.0]")).isEqualTo(json(codec("DOUBLE"), "[0]"));
        assertThat(json(codec("TIMESTAMP(3)"), "[\"2001-01-01T00:00:00Z\"]"))
                .isEqualTo(json(codec("TIMESTAMP(3)"), "[\"2001-01-01T01:00:00.000+01:00\"]"));
        assertThat(json(codec("VARCHAR"), "[\"\\u0041\"]")).isEqualTo(json(codec("VARCHAR"), "[\"A\"]"));
    }

    @Test
    void nullsComeFirst() {
        KeyCodec codec = codec("VARCHAR", "BIGINT");
        assertThat(Arrays.compareUnsigned(json(codec, "[null,5]"), json(codec, "[\"\",1]")))
                .isNegative();
        assertThat(Arrays.compareUnsigned(json(codec, "[\"a\",null]"), json(codec, "[\"a\",-1]")))
                .isNegative();
    }

    @Test
    void leadingValuesAreAPrefixThatNoOtherKeyHas() {
        KeyCodec codec = codec("VARCHAR", "BIGINT");
        KeyRange range = KeyRange.startingWith(codec.encode(List.of("a")));
        assertThat(contains(range, codec.encode(List.of("a", 7L)))).isTrue();
        assertThat(contains(range, codec.encode(List.of("a\0", 7L)))).isFalse();
        assertThat(contains(range, codec.encode(List.of("ab", 7L)))).isFalse();
    }

    private static boolean contains(KeyRange range, byte[] key) {
        return Arrays.compareUnsigned(range.from(), key) <= 0 && Arrays.compareUnsigned(key, range.to()) < 0;
    }

    @Test
    void hiddenKeysAreInOrderOfPartitionAndOffset() {
        KeyCodec codec = KeyCodec.of(view(List.of(PublishedView.HIDDEN_KEY), new ViewColumn("a", "BIGINT")));
        assertThat(Arrays.compareUnsigned(json(codec, "[\"3-9\"]"), json(codec, "[\"3-127\"]")))
                .isNegative();
        assertThat(Arrays.compareUnsigned(json(codec, "[\"3-9\"]"), json(codec, "[\"12-1\"]")))
                .isNegative();
    }

    @Test
    void columnsThatAreNoMembersOfTheRowsHaveTheirOwnTypes() {
        KeyCodec codec = KeyCodec.of(view(
                List.of("$part", "plant"),
                List.of(new ViewColumn("$part", "BIGINT")),
                new ViewColumn("plant", "VARCHAR")));
        assertThat(codec.positions())
                .as("no filter reaches behind a hidden column")
                .isEmpty();
        assertThat(List.of(codec.name(0), codec.name(1))).containsExactly("part", "plant");
        assertThat(codec.isHidden()).isFalse();
        assertThat(Arrays.compareUnsigned(json(codec, "[9,\"b\"]"), json(codec, "[10,\"a\"]")))
                .isNegative();
    }

    @Test
    void aPrimaryKeyNamedOffsetIsNotTakenForThePlaceInTheStream() {
        KeyCodec codec = KeyCodec.of(
                view(List.of("$offset"), List.of(new ViewColumn("$offset", "VARCHAR")), new ViewColumn("a", "BIGINT")));
        assertThat(codec.isHidden()).isFalse();
        assertThat(json(codec, "[\"no-number\"]")).isNotEmpty();
    }

    @Test
    void theRowOfAGlobalAggregateHasTheEmptyKey() {
        KeyCodec codec = KeyCodec.of(view(List.of(), new ViewColumn("n", "BIGINT")));
        assertThat(codec.size()).isZero();
        assertThat(json(codec, "[]")).isEmpty();
        assertThatThrownBy(() -> json(codec, "[1]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesKeysOfAnotherForm() {
        KeyCodec codec = codec("BIGINT", "VARCHAR");
        for (String bad : List.of("[1]", "[1,\"a\",2]", "{}", "[\"x\",\"a\"]", "[1,", "")) {
            assertThatThrownBy(() -> json(codec, bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
