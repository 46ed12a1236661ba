package io.millrace.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTests {
    @ParameterizedTest
    @CsvSource({
        "10 seconds,10000",
        "1 minute,60000",
        "500 ms,500",
        "30 d,2592000000",
        "1h,3600000",
        "2 Weeks,1209600000",
        "0.5 s,500",
        "0 seconds,0"
    })
    void readsWhatPeopleWrite(String text, long millis) {
        assertThat(Durations.millis(text)).hasValue(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "10", "-1 s", "1 fortnight", "999999999999999 years", "1 s 2"})
    void refusesTheRest(String text) {
        assertThat(Durations.millis(text)).isEmpty();
    }
}
