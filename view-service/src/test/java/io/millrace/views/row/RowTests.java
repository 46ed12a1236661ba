package io.millrace.views.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.ViewColumn;
import io.millrace.views.ViewDefinitions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTests {
    private static final RowColumns COLUMNS = RowColumns.of(ViewDefinitions.of(
            List.of("a"),
            new ViewColumn("a", "BIGINT"),
            new ViewColumn("b \"q\"", "VARCHAR"),
            new ViewColumn("at", "TIMESTAMP(3)")));

    private static Row row(String json) {
        return Row.of(COLUMNS, json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":-7,\"b \\\"q\\\"\":\"x\\\"\\u00e9,}\",\"at\":\"2001-01-01T00:00:00Z\"}",
                "{ \"at\" : \"2001-01-01T00:00:00.000Z\" ,\n"
                        + " \"other\":{\"n\":[1,\"]}\"]}, \"b \\\"q\\\"\":\"x\\\"é,}\", \"a\": -7 }"
            })
    void findsMembersInAnyOrderAndSpelling(String json) {
        Row row = row(json);
        assertThat(row.value(0)).isEqualTo(-7L);
        assertThat(row.value(1)).isEqualTo("x\"é,}");
        assertThat(row.value(2)).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
    }

    @Test
    void nullAndAbsentAreNull() {
        Row row = row("{\"a\":null}");
        assertThat(row.value(0)).isNull();
        assertThat(row.value(1)).isNull();
        assertThat(row("{}").isNull(2)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"x", "{\"a\":}"})
    void refusesWhatIsNoObject(String json) {
        assertThatThrownBy(() -> row(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
