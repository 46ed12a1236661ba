package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFormatTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|JSON",
                "application/json|JSON",
                "application/*|JSON",
                "text/csv|CSV",
                "text/*|CSV",
                "text/csv;charset=utf-8|CSV",
                "application/x-ndjson|NDJSON",
                "application/json;q=0.5, text/csv|CSV",
                "text/csv;q=0.4, application/x-ndjson;q=0.6, */*;q=0.1|NDJSON",
                "text/csv, application/json|JSON",
                "a b c|JSON"
            })
    void theOneThatTheClientLikesBest(String accept, RowFormat format) {
        assertThat(RowFormat.accepted(List.of(accept))).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({"text/csv, CSV", "application/x-ndjson, NDJSON"})
    void headersThatAreRepeatedCountTogether(String accept, RowFormat format) {
        assertThat(RowFormat.accepted(List.of("application/json;q=0.1", accept)))
                .isEqualTo(format);
        assertThat(RowFormat.accepted(List.of())).isEqualTo(RowFormat.JSON);
    }
}
