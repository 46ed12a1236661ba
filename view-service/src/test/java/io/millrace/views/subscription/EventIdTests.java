package io.millrace.views.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.ChangelogPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTests {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    @Test
    void isReadAsItWasWritten() {
        EventId id = new EventId(3, new ChangelogPlace(1L << 40, NOW, List.of(0L, 127L, 128L, Long.MAX_VALUE)), 17);
        assertThat(EventId.parse(id.token())).isEqualTo(id);
    }

    @Test
    void holdsAPlaceBeforeTheFirstEpoch() {
        EventId id = new EventId(1, new ChangelogPlace(-1, Instant.EPOCH, List.of(0L)), 0);
        assertThat(EventId.parse(id.token())).isEqualTo(id);
    }

    @Test
    void isShort() {
        EventId id = new EventId(1, new ChangelogPlace(1_000_000, NOW, List.of(1_000_000L, 1_000_000L)), 1);
        assertThat(id.token()).hasSizeLessThan(30).matches("[A-Za-z0-9_.-]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1",
                ".",
                ".1",
                "AQ.1",
                "AQEB.1",
                "AgEBAQE.0",
                "AQEBAQE.-1",
                "AQEBAQE.x",
                "%%.1",
                "AQH_____________.0"
            })
    void refusesWhatWasNotGivenOut(String token) {
        assertThatThrownBy(() -> EventId.parse(token))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        failure -> assertThat(failure.code()).isEqualTo(SubscriptionError.MALFORMED_EVENT_ID));
    }

    @Test
    void isTakenForAsLongAsTheHistoryHoldsIt() {
        long hour = Duration.ofHours(1).toMillis();
        assertThat(History.holds(hour, Duration.ofMinutes(54))).isTrue();
        assertThat(History.holds(hour, Duration.ofMinutes(56))).isFalse();
        assertThat(History.holds(10_000, Duration.ofSeconds(4))).isTrue();
        assertThat(History.holds(10_000, Duration.ofSeconds(5))).isFalse();
        assertThat(History.holds(0, Duration.ZERO)).isFalse();
    }
}
