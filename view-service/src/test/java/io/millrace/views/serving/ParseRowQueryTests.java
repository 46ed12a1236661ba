package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.views.ViewDefinitions;
import io.millrace.views.row.KeyRange;
import io.millrace.views.row.Row;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParseRowQueryTests {
    private static final PublishedView VIEW = ViewDefinitions.of(
            List.of("name", "n"),
            new ViewColumn("name", "VARCHAR"),
            new ViewColumn("n", "BIGINT"),
            new ViewColumn("price", "DECIMAL(10,2)"),
            new ViewColumn("ok", "BOOLEAN"),
            new ViewColumn("at", "TIMESTAMP(3)"),
            new ViewColumn("tags", "ARRAY<VARCHAR>"),
            new ViewColumn("hash", "VARBINARY"),
            new ViewColumn("took", "INTERVAL DAY TO SECOND(3)"),
            new ViewColumn("age", "INTERVAL YEAR TO MONTH"));
    private static final ViewShape SHAPE = ViewShape.of(VIEW);

    private static RowQuery parse(String... namesAndValues) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String[] before = parameters.getOrDefault(namesAndValues[i], new String[0]);
            String[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = namesAndValues[i + 1];
            parameters.put(namesAndValues[i], after);
        }
        return ParseRowQuery.parse(SHAPE.columns(), parameters);
    }

    @Test
    void objectsAndArraysAreSelectedAndNotComparedWith() {
        assertThat(parse("select", "tags").select()).containsExactly(5);
        MillraceException e =
                catchThrowableOfType(MillraceException.class, () -> parse("tags", "eq.[1]", "order", "tags.desc"));
        assertThat(e.violations())
                .extracting(Violation::code)
                .containsExactly("UNSUPPORTED_COLUMN", "UNSUPPORTED_COLUMN");
        assertThat(e.violations().getFirst().hint()).contains("tags[1] AS first");
    }

    private static boolean matches(String column, String condition) {
        Row row = Row.of(
                SHAPE.columns(),
                "{\"name\":\"a,b\",\"n\":10,\"price\":9.90,\"ok\":true,\"at\":null,\"hash\":\"+/8=\",\"took\":\"PT49H30M\",\"age\":\"P1Y2M\"}"
                        .getBytes(StandardCharsets.UTF_8));
        return parse(column, condition).filters().getFirst().matches(row);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n|eq.10|true",
                "n|neq.10|false",
                "n|gt.9|true",
                "n|gte.10|true",
                "n|lt.9|false",
                "n|lte.10|true",
                "n|not.eq.10|false",
                "n|in.(1,10)|true",
                "n|not.in.(1,10)|false",
                "price|eq.9.9|true",
                "price|lt.9.901|true",
                "price|in.(1,9.900)|true",
                "price|not.in.(9.9,9.90)|false",
                "name|eq.a,b|true",
                "name|in.(\"a,b\",c)|true",
                "name|in.(a,b)|false",
                "ok|eq.true|true",
                "took|eq.P2DT1H30M|true",
                "took|gt.PT49H|true",
                "took|lt.PT49H|false",
                "age|eq.P14M|true",
                "age|gte.P1Y3M|false",
                "hash|eq.+/8=|true",
                "hash|eq.-_8=|true",
                "hash|neq.+/8=|false",
                "hash|gt.fw==|true",
                "hash|lt.+/8A|true",
                "hash|in.(AQID,+/8=)|true",
                "at|neq.2001-01-01|false",
                "at|not.eq.2001-01-01|false",
                "name|like.a*|true",
                "name|like.A*|false",
                "name|ilike.A_B|true",
                "name|not.like.%b|false",
                "at|is.null|true",
                "at|not.is.null|false",
                "at|is.not_null|false",
                "tags|is.null|true",
                "n|is.not_null|true",
                "ok|is.true|true",
                "ok|is.false|false",
                "ok|not.is.false|true",
                "ok|is.unknown|false"
            })
    void comparesByTheColumnsType(String column, String condition, boolean expected) {
        assertThat(matches(column, condition)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nmae|eq.x|UNKNOWN_COLUMN",
                "n|10|UNKNOWN_OPERATOR",
                "n|like.1|UNSUPPORTED_COLUMN",
                "tags|like.a|UNSUPPORTED_COLUMN",
                "name|like.a\\|INVALID_VALUE",
                "n|is.true|INVALID_VALUE",
                "n|is.1|INVALID_VALUE",
                "n|eq.1.5|INVALID_VALUE",
                "n|eq.|INVALID_VALUE",
                "n|in.1,2|INVALID_VALUE",
                "name|in.(\"a|INVALID_VALUE",
                "ok|eq.TRUE|INVALID_VALUE",
                "at|eq.soon|INVALID_VALUE",
                "price|eq.1e999999999|INVALID_VALUE",
                "select|name,x|UNKNOWN_COLUMN",
                "order|n.up|INVALID_ORDER",
                "order|x.desc|UNKNOWN_COLUMN",
                "order|n,n.desc|REPEATED_COLUMN",
                "limit|0|INVALID_VALUE",
                "limit|1001|INVALID_VALUE",
                "limit|ten|INVALID_VALUE",
                "cursor|%|INVALID_VALUE",
                "offset|10|UNKNOWN_COLUMN",
                "name|in.(a)b)|INVALID_VALUE"
            })
    void namesTheParameterAndTheMistake(String parameter, String value, String code) {
        MillraceException failure = catchThrowableOfType(MillraceException.class, () -> parse(parameter, value));
        assertThat(failure.violations()).extracting(Violation::code).containsExactly(code);
        assertThat(failure.detail()).contains("'" + parameter + "'");
    }

    @Test
    void namesEveryMistakeAtOnceAndTheNearestColumn() {
        MillraceException failure = catchThrowableOfType(
                MillraceException.class, () -> parse("nmae", "eq.x", "limit", "x", "limit", "y", "n", "gt.a"));
        assertThat(failure.violations()).hasSize(4);
        assertThat(failure.violations().getFirst().hint()).isEqualTo("name");
    }

    @Test
    void boundsTheValuesOfAllFiltersTogether() {
        String list = "in.(" + "1,".repeat(999) + "2)";
        assertThat(parse("n", list, "n", list).filters()).hasSize(2);
        MillraceException failure =
                catchThrowableOfType(MillraceException.class, () -> parse("n", list, "n", list, "n", "eq.1"));
        assertThat(failure.violations()).extracting(Violation::code).containsExactly("TOO_MANY_VALUES");
    }

    @Test
    void nullsFollowThePostgresDefaults() {
        List<OrderTerm> terms = parse("order", "n,price.desc,ok.asc.nullsfirst,at.desc.nullslast")
                .order();
        assertThat(terms).extracting(OrderTerm::nullsFirst).containsExactly(false, true, true, false);
        assertThat(terms).extracting(OrderTerm::descending).containsExactly(false, true, false, true);
        assertThat(terms.getFirst().compare(null, 1L)).isPositive();
        assertThat(terms.get(1).compare(null, java.math.BigDecimal.ONE)).isNegative();
    }

    @Test
    void aCursorIsRefusedByAnotherQuery() {
        RowQuery query = parse("n", "gt.1", "order", "price.desc");
        String token = new Cursor(query.fingerprint(), new byte[] {1, 2}, List.of("9.90")).token();
        assertThat(parse("order", "price.desc", "n", "gt.1", "limit", "5", "cursor", token)
                        .after())
                .isNotNull();
        String damaged = new Cursor(query.fingerprint(), new byte[] {1}, List.of("dear")).token();
        assertThatThrownBy(() -> parse("n", "gt.1", "order", "price.desc", "cursor", damaged))
                .hasMessageContaining("given out");
        assertThatThrownBy(() -> parse("n", "gt.2", "order", "price.desc", "cursor", token))
                .hasMessageContaining("another query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AA", "AQ", "AQAAAAAAAAAK", "!!", "AQAAAAD_____"})
    void refusesDamagedCursors(String token) {
        assertThatThrownBy(() -> Cursor.parse(token)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalityAndBoundsOnLeadingKeyColumnsBecomeRanges() {
        assertThat(ranges("name", "eq.a").rest()).isEmpty();
        assertThat(ranges("name", "eq.a", "n", "gte.3", "n", "lt.9", "price", "gt.1")
                        .rest())
                .hasSize(1);
        assertThat(ranges("name", "in.(b,a,b)").ranges()).hasSize(2);
        assertThat(ranges("n", "eq.3").ranges()).containsExactly(KeyRange.ALL);
        assertThat(ranges("name", "neq.a").rest()).hasSize(1);
        assertThat(ranges("name", "not.eq.a").rest()).hasSize(1);
    }

    @Test
    void theStartOfAPatternBecomesARange() {
        assertThat(ranges("name", "like.ab*").rest()).isEmpty();
        assertThat(ranges("name", "like.ab*c").rest()).hasSize(1);
        assertThat(ranges("name", "like.ab").rest()).hasSize(1);
        for (String pattern : List.of("like.ab*", "like.ab_c", "like.ab")) {
            assertThat(isIn("ab", ranges("name", pattern))).isTrue();
            assertThat(isIn("ab\0c", ranges("name", pattern))).isTrue();
            assertThat(isIn("a", ranges("name", pattern))).isFalse();
            assertThat(isIn("ac", ranges("name", pattern))).isFalse();
        }
        for (String pattern : List.of("like.*a", "ilike.a*", "not.like.a*", "like.")) {
            assertThat(ranges("name", pattern).ranges()).containsExactly(KeyRange.ALL);
            assertThat(ranges("name", pattern).rest()).hasSize(1);
        }
        assertThat(isIn("b", ranges("name", "like.a*", "name", "gte.ab"))).isFalse();
        assertThat(isIn("ab", ranges("name", "like.a*", "name", "gte.ab"))).isTrue();
    }

    private static boolean isIn(String name, KeyRanges ranges) {
        byte[] key = SHAPE.keys().encode(List.of(name, 1L));
        return ranges.ranges().stream()
                .anyMatch(range -> (range.from() == null || Arrays.compareUnsigned(range.from(), key) <= 0)
                        && (range.to() == null || Arrays.compareUnsigned(key, range.to()) < 0));
    }

    private static KeyRanges ranges(String... namesAndValues) {
        return KeyRanges.of(SHAPE.keys(), parse(namesAndValues).filters());
    }
}
