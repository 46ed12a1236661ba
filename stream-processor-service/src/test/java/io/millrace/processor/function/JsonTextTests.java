package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTests {
    private static final JsonFallback ERROR = new JsonFallback(false, "error");

    @Test
    void depthAndSizeHaveLimits() {
        String deep = "[".repeat(1_001) + "]".repeat(1_001);
        assertThat(JsonText.isValue(deep)).isFalse();
        assertThat(JsonText.isValue("[".repeat(1_000) + "]".repeat(1_000))).isTrue();
        assertThat(query("$", "[".repeat(1_000) + "]".repeat(1_000))).startsWith("[[[");
        assertThat(query("$", deep)).isEqualTo("error");
        String wide = "[\"" + "\u0001".repeat(300_000) + "\"]";
        assertThatThrownBy(() -> query("$", wide.replace("\u0001", "\\u0001"))).isInstanceOf(EvaluationFailure.class);
    }

    @Test
    void manyMembersOfOneHashAreReadInTime() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 20_000; i++) {
            String bits = String.format("%15s", Integer.toBinaryString(i)).replace(' ', '0');
            json.append('"').append(bits.replace("0", "Aa").replace("1", "BB")).append("\":1,");
        }
        json.append("\"z\":7}");
        assertThat(query("$", json.toString())).endsWith("\"z\":7}");
        assertThat(new JsonExists(JsonPath.of("$.z"), JsonFallback.ERROR).of(json.toString()))
                .isTrue();
    }

    @Test
    void scalarsConvertAsInFlink() {
        assertThat(JsonValue.converted("1e3", ValueType.of(Kind.BIGINT))).isEqualTo(1_000L);
        assertThat(JsonValue.converted(" 1", ValueType.of(Kind.BIGINT))).isNull();
        assertThat(JsonValue.converted("no", ValueType.of(Kind.BOOLEAN))).isEqualTo(false);
        assertThat(JsonValue.converted(new BigDecimal("9223372036854775807.9"), ValueType.of(Kind.BIGINT)))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(JsonValue.converted(new BigDecimal("9223372036854775808"), ValueType.of(Kind.BIGINT)))
                .isNull();
        assertThat(JsonValue.converted(new BigDecimal("-2147483648.5"), ValueType.of(Kind.INTEGER)))
                .isEqualTo(Integer.MIN_VALUE);
        assertThat(JsonValue.converted(new BigDecimal("-0.0"), ValueType.of(Kind.DOUBLE)))
                .isEqualTo(0.0);
        assertThat(JsonValue.converted(new BigDecimal("0.005"), new ValueType(Kind.DECIMAL, 5, 2)))
                .isEqualTo(new BigDecimal("0.01"));
        assertThatThrownBy(() -> JsonValue.converted("1".repeat(1_001), ValueType.of(Kind.BIGINT)))
                .isInstanceOf(EvaluationFailure.class);
    }

    @Test
    void pathsOfOtherFormsAreRefused() {
        for (String path : List.of(
                "",
                "a",
                "$a",
                "$.",
                "$..a",
                "$.a.",
                "$.*",
                "$[*]",
                "$[1:2]",
                "$[-1]",
                "$[1,2]",
                "$['a','b']",
                "$['a",
                "$[a]",
                "$.a b",
                "$.a()",
                "$['a\\'b']",
                "@.a",
                "lax",
                "lax a",
                "$[9999999999]")) {
            assertThatThrownBy(() -> JsonPath.of(path)).as(path).isInstanceOf(EvaluationFailure.class);
        }
        assertThat(JsonPath.of("lax $").isStrict()).isFalse();
        assertThat(JsonPath.of("$").isStrict()).isTrue();
        assertThat(JsonPath.of(" STRICT  $.a-b_1 ").isStrict()).isTrue();
    }

    @Test
    void templatesWriteMembersInTheOrderOfTheirNames() {
        JsonTemplate.Slot text = new JsonTemplate.Slot(false);
        JsonTemplate.Slot json = new JsonTemplate.Slot(true);
        JsonTemplate object = JsonTemplate.object(List.of("b", "a", "\""), List.of(text, json, text), false);
        assertThat(object.fill(new Object[] {"{}", "{}", null})).isEqualTo("{\"\\\"\":null,\"a\":{},\"b\":\"{}\"}");
        JsonTemplate array = JsonTemplate.array(Arrays.asList(text, text, text), true);
        assertThat(array.fill(new Object[] {null, 1.0e10, true})).isEqualTo("[1.0E10,true]");
        assertThatThrownBy(() -> JsonTemplate.object(List.of("a", "a"), List.of(text, text), false))
                .hasMessageContaining("twice");
    }

    private static String query(String path, String json) {
        return new JsonQuery(JsonPath.of(path), JsonQuery.Wrapper.NEVER, ERROR, ERROR).of(json);
    }
}
