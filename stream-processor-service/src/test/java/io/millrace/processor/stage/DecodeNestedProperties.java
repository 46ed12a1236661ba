package io.millrace.processor.stage;

import static io.millrace.processor.stage.DecodeEventsProperties.any;
import static io.millrace.processor.stage.DecodeEventsProperties.column;
import static io.millrace.processor.stage.DecodeEventsProperties.space;
import static io.millrace.processor.stage.DecodeEventsProperties.string;
import static io.millrace.processor.stage.DecodeEventsProperties.text;
import static io.millrace.processor.stage.DecodeEventsProperties.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.Nested;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Objects and arrays in events, and members of objects, read by {@link DecodeEvents} are what Jackson reads. */
class DecodeNestedProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final ValueType POINT = ValueType.row(List.of(
            new ValueType.Field("x", ValueType.of(Kind.BIGINT)),
            new ValueType.Field("ü", ValueType.of(Kind.VARCHAR)),
            new ValueType.Field("tags", ValueType.array(ValueType.of(Kind.VARCHAR)))));

    private static final List<ViewPlan.Column> NESTED = List.of(
            new ViewPlan.Column("p", POINT, true),
            new ViewPlan.Column("many", ValueType.array(POINT), true),
            column("o.in.s", Kind.VARCHAR),
            column("o.l", Kind.BIGINT),
            new ViewPlan.Column("o.in.p", POINT, true),
            new ViewPlan.Column("m", ValueType.map(ValueType.of(Kind.BIGINT)), true),
            new ViewPlan.Column("o.m", ValueType.map(ValueType.of(Kind.VARCHAR)), true),
            column("last", Kind.BOOLEAN));

    private static List<ViewPlan.Member> members(List<ViewPlan.Column> columns) {
        return columns.stream()
                .map(column -> new ViewPlan.Member(List.of(column.name().split("[.]")), null))
                .toList();
    }

    private static DecodeEvents decoder() {
        return DecodeEventsProperties.decoder(NESTED, members(NESTED));
    }

    @Test
    void readsObjectsAndArraysAsJacksonDoes() throws Exception {
        Random random = new Random(SEED);
        DecodeEvents decoder = decoder();
        for (int trial = 0; trial < 5000; trial++) {
            String json = object(
                    random,
                    List.of("p", "many", "o", "m", "last"),
                    List.of(
                            point(random),
                            array(random, () -> orNull(random, point(random))),
                            object(
                                    random,
                                    List.of("in", "l", "m"),
                                    List.of(
                                            object(
                                                    random,
                                                    List.of("s", "p"),
                                                    List.of(string(text(random), random), point(random))),
                                            value(Kind.BIGINT, random),
                                            map(random, () -> string(text(random), random)))),
                            map(random, () -> value(Kind.BIGINT, random)),
                            value(Kind.BOOLEAN, random)));
            JsonNode event = JACKSON.readTree(json);
            Object[] wanted = NESTED.stream()
                    .map(column -> wanted(event.at("/" + column.name().replace('.', '/')), column.type()))
                    .toArray();
            assertThat(decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                    .as("seed %d, trial %d: %s", SEED, trial, json)
                    .containsExactly(wanted);
        }
    }

    private static String point(Random random) {
        return object(
                random,
                List.of("x", "ü", "tags"),
                List.of(
                        value(Kind.BIGINT, random),
                        string(text(random), random),
                        array(random, () -> orNull(random, string(text(random), random)))));
    }

    /** Some of the members, in any order, among others. */
    private static String object(Random random, List<String> names, List<String> values) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (random.nextInt(6) > 0) {
                members.add(string(names.get(i), random) + space(random) + ":" + orNull(random, values.get(i)));
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(string("y" + i, random) + ":" + any(random, 2));
        }
        Collections.shuffle(members, random);
        return "{" + space(random) + String.join(space(random) + "," + space(random), members) + space(random) + "}";
    }

    private static String array(Random random, Supplier<String> element) {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(element.get());
        }
        return "[" + space(random) + String.join("," + space(random), elements) + space(random) + "]";
    }

    /** Of few keys, some of them twice. */
    private static String map(Random random, Supplier<String> value) {
        List<String> entries = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String key = random.nextBoolean()
                    ? text(random)
                    : List.of("", "a", "\uffe0", "😀").get(random.nextInt(4));
            entries.add(string(key, random) + space(random) + ":" + space(random) + orNull(random, value.get()));
        }
        return "{" + space(random) + String.join("," + space(random), entries) + space(random) + "}";
    }

    private static String orNull(Random random, String json) {
        return random.nextInt(8) == 0 ? "null" : json;
    }

    private static Object wanted(JsonNode value, ValueType type) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return null;
        }
        return switch (type.kind()) {
            case VARCHAR -> value.stringValue();
            case BIGINT -> value.decimalValue().longValueExact();
            case BOOLEAN -> value.booleanValue();
            case ROW ->
                Nested.of(type.fields().stream()
                        .map(field -> wanted(value.get(field.name()), field.type()))
                        .toArray());
            case ARRAY ->
                Nested.of(value.valueStream()
                        .map(inner -> wanted(inner, type.element()))
                        .toArray());
            case MAP -> {
                Map<String, Object> entries = new HashMap<>();
                value.propertyStream()
                        .forEach(entry -> entries.put(entry.getKey(), wanted(entry.getValue(), type.mapped())));
                yield Nested.map(entries);
            }
            default -> throw new IllegalStateException();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"o\":7} | /o",
                "{\"o\":{\"in\":[]}} | /o/in",
                "{\"o\":{\"in\":{\"s\":1}}} | /o/in/s",
                "{\"p\":{\"x\":\"1\"}} | /p/x",
                "{\"p\":[]} | /p",
                "{\"many\":{}} | /many",
                "{\"many\":[{\"x\":\"1\"}]} | /many/x",
                "{\"m\":[]} | /m",
                "{\"m\":{\"a\":1,\"b\":\"1\"}} | /m",
                "{\"o\":{\"m\":{\"a\":1}}} | /o/m"
            })
    void namesTheMemberThatHasAnotherType(String json, String pointer) {
        assertThatThrownBy(() -> decoder().decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                .isInstanceOfSatisfying(
                        UndecodableEvent.class, e -> assertThat(e.pointer()).isEqualTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"o\":{\"l\":1",
                "{\"o\":{\"l\":1}",
                "{\"many\":[null",
                "{\"many\":[null,]}",
                "{\"p\":{\"x\":1,}}",
                "{\"m\":{\"a\":1,}}",
                "{\"m\":{\"a\" 1}}",
                "{\"m\":{a:1}}",
                "{\"m\":{\"a\":1"
            })
    void refusesWhatHasNoEnd(String json) {
        assertThatThrownBy(() -> decoder().decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                .isInstanceOf(UndecodableEvent.class);
    }

    @Test
    void equalMapsAreEqualBytes() throws Exception {
        List<ViewPlan.Column> map = List.of(new ViewPlan.Column("m", ValueType.map(ValueType.of(Kind.DOUBLE)), true));
        DecodeEvents decoder = DecodeEventsProperties.decoder(map, members(map));
        RowJson json = new RowJson(map);
        for (String event : List.of(
                "{\"m\":{\"😀\":0.0,\"\uffe0\":null,\"b\":1,\"a\\\"\":2}}",
                "{\"m\":{\"b\":7,\"a\\u0022\":2.0,\"\uffe0\":null,\"b\":1e0,\"😀\":-0.0}}")) {
            Object[] row = decoder.decode(event.getBytes(StandardCharsets.UTF_8), 0, 0, 0);
            assertThat(new String(json.object(row, 1).toByteArray(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"m\":{\"a\\\"\":2.0,\"b\":1.0,\"\uffe0\":null,\"😀\":0.0}}");
        }
    }

    @Test
    void bytesInMapsAreBase64() throws Exception {
        List<ViewPlan.Column> map =
                List.of(new ViewPlan.Column("m", ValueType.map(ValueType.of(Kind.VARBINARY)), true));
        DecodeEvents decoder = DecodeEventsProperties.decoder(map, members(map));
        Object[] row = decoder.decode("{\"m\":{\"b\":\"AP8=\",\"a\":null}}".getBytes(StandardCharsets.UTF_8), 0, 0, 0);
        assertThat(row).containsExactly(Nested.of("a", null, "b", Bytes.of((byte) 0, (byte) 0xFF)));
        assertThat(new String(new RowJson(map).object(row, 1).toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("{\"m\":{\"a\":null,\"b\":\"AP8=\"}}");
        assertThatThrownBy(() -> decoder.decode("{\"m\":{\"b\":\"A\"}}".getBytes(StandardCharsets.UTF_8), 0, 0, 0))
                .isInstanceOf(UndecodableEvent.class);
    }

    @Test
    void nestedRowsAreWrittenAsTheyAreServed() {
        RowJson json = new RowJson(NESTED.subList(0, 2));
        Object[] row = {Nested.of(1L, null, Nested.of("a\"", null)), Nested.of()};
        assertThat(new String(json.object(row, 2).toByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("{\"p\":{\"x\":1,\"ü\":null,\"tags\":[\"a\\\"\",null]},\"many\":[]}");
        assertThat(new String(json.array(row, new int[] {1, 0}).toByteArray(), StandardCharsets.UTF_8))
                .startsWith("[[],{\"x\":1");
    }
}
