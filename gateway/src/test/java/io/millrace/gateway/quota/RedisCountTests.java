package io.millrace.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisCountTests {
    @ParameterizedTest
    @ValueSource(longs = {1, 8, 100, 100_000})
    void aRedisThatIsBackIsFoundWithinASecondHoweverLongItWasAway(long attempt) {
        assertThat(RedisCount.RECONNECT_DELAY.createDelay(attempt))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
