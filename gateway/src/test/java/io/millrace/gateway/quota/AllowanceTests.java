package io.millrace.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AllowanceTests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Allowance allowance = new Allowance();
    private final AtomicInteger asked = new AtomicInteger();

    private Allowance.Source answering(long granted, long remaining, Duration pause) {
        return () -> {
            asked.incrementAndGet();
            return new Count.Taken(granted, remaining, pause);
        };
    }

    @Test
    void usesUpALumpBeforeItAsksAgain() {
        for (int i = 0; i < 40; i++) {
            assertThat(allowance.decide(NOW, answering(20, 100, Duration.ZERO)).allowed())
                    .isTrue();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void saysWhatIsLeft() {
        assertThat(allowance.decide(NOW, answering(20, 100, Duration.ZERO)).remaining())
                .isEqualTo(119);
    }

    @Test
    void forgetsALumpAfterASecond() {
        allowance.decide(NOW, answering(20, 100, Duration.ZERO));
        allowance.decide(NOW.plusSeconds(1), answering(20, 100, Duration.ZERO));
        assertThat(asked).hasValue(2);
    }

    @Test
    void refusesWithoutAskingUntilTheNextRequestIsFree() {
        Allowance.Source empty = answering(0, 0, Duration.ofMillis(500));
        assertThat(allowance.decide(NOW, empty)).isEqualTo(new Allowance.Decision(false, 0, Duration.ofMillis(500)));
        assertThat(allowance.decide(NOW.plusMillis(200), empty).pause()).isEqualTo(Duration.ofMillis(300));
        assertThat(asked).hasValue(1);
        assertThat(allowance
                        .decide(NOW.plusMillis(500), answering(1, 0, Duration.ZERO))
                        .allowed())
                .isTrue();
        assertThat(asked).hasValue(2);
    }

    @Test
    void asksEachTimeWhereLumpsAreOne() {
        assertThat(allowance.decide(NOW, answering(1, 0, Duration.ZERO)).allowed())
                .isTrue();
        assertThat(allowance.decide(NOW, answering(0, 0, Duration.ofSeconds(1))).allowed())
                .isFalse();
        assertThat(asked).hasValue(2);
    }
}
