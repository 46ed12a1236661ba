package io.millrace.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatBoundTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^[A-Z]{3}$          | 5",
                "(ab{2}){10}         | 30",
                "((a{50}){50}){50}   | 125000",
                "a{2,100}            | 100",
                "[(]{7}              | 7",
                "\\({7}              | 7",
                "[]{9}]{4}           | 4",
                "\\Q[\\E(a{99}){99}  | 9802",
            })
    void multipliesCountsOfOneNest(String pattern, long size) {
        assertThat(RepeatBound.of(pattern)).isEqualTo(size);
    }
}
