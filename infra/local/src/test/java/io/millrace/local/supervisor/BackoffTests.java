package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTests {
    private final Backoff backoff = new Backoff();

    @Test
    void theFirstRestartIsQuickAndLaterOnesSlower() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            backoff.died(Duration.ZERO);
            pauses.add(backoff.pause().toMillis());
        }
        assertThat(pauses).containsExactly(200L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 15_000L);
    }

    @Test
    void manyQuickDeathsInARowAreGivenUp() {
        for (int i = 1; i < Backoff.DEATHS_MAX; i++) {
            backoff.died(Duration.ofSeconds(1));
            assertThat(backoff.isExhausted()).isFalse();
        }
        backoff.died(Duration.ofSeconds(1));
        assertThat(backoff.isExhausted()).isTrue();
    }

    @Test
    void aProcessThatWasReadyForLongStartsOver() {
        for (int i = 1; i < Backoff.DEATHS_MAX; i++) {
            backoff.died(Duration.ZERO);
        }
        backoff.died(Duration.ofSeconds(20));
        assertThat(backoff.deaths()).isEqualTo(1);
        assertThat(backoff.pause()).isEqualTo(Duration.ofMillis(200));
    }
}
