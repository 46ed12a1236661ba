package io.millrace.processor.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiffMaxTests {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 10, true",
        "0, 1, 10, false",
        "0 %, 1, 1000000, false",
        "20 rows, 20, 20, true",
        "1 row, 2, 9, false",
        "0.1 %, 1, 1000, true",
        "0.1%, 2, 1000, false",
        "100 %, 5, 5, true",
        "0.1 %, 0, 0, true"
    })
    void allowsSoMany(String written, long differences, long keys, boolean allowed) {
        DiffMax most = DiffMax.of(written).orElseThrow();

        assertThat(most.allows(differences, keys)).isEqualTo(allowed);
        assertThat(DiffMax.of(most.toString()))
                .hasValueSatisfying(again -> assertThat(again.toString()).isEqualTo(most.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "some", "-1 rows", "101 %", "0.5 rows", "0.1", "5", "1e3 rows"})
    void isNothingElse(String written) {
        assertThat(DiffMax.of(written)).isEmpty();
    }

    @Test
    void isAnOptionOfViews() {
        String sql = "CREATE MATERIALIZED VIEW v WITH (diff_max = '0.50 %') AS SELECT a FROM s";

        assertThat(ReadStatement.of(sql).options().diffMax()).hasToString("0.5 %");
        assertThat(ReadStatement.of(sql.replace("'0.50 %'", "0")).options().diffMax())
                .hasToString("0 rows");
    }
}
