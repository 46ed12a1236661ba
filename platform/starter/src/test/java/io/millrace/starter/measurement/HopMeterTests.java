package io.millrace.starter.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.measurement.Measurement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopMeterTests {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final HopMeter meter = new HopMeter(Measurement.Hop.INGESTION);

    @Test
    void takesWhatWasCountedSinceTheLastTime() {
        meter.named("flights").in(5).out(3).refused(2).bytes(600).latency(2_000_000);

        Measurement first = meter.take("p1", AT, 1000).getFirst();
        assertThat(first.in()).isEqualTo(first.out() + first.refused()).isEqualTo(5);
        assertThat(first.bytes()).isEqualTo(600);
        assertThat(first.latencyMsP50()).isBetween(1.9, 2.1);
        assertThat(first.lagMs()).isNull();

        meter.named("flights").in(1).out(1);
        assertThat(meter.take("p1", AT, 1000)).singleElement().satisfies(second -> {
            assertThat(second.in()).isEqualTo(1);
            assertThat(second.latencyMsP50()).isNull();
        });
    }

    @Test
    void saysNothingOfNamesThatStoodStill() {
        meter.named("flights").lag(40);
        assertThat(meter.take("p1", AT, 1000)).hasSize(1);

        meter.named("flights").lag(40);
        assertThat(meter.take("p1", AT, 1000)).isEmpty();
    }

    @Test
    void forgetsRemovedNames() {
        meter.named("flights").in(1);
        meter.remove("flights");

        assertThat(meter.take("p1", AT, 1000)).isEqualTo(List.of());
    }

    @Test
    void namesAboveTheLimitShareCountersThatAreNotTold() {
        for (int i = 0; i < 1_000; i++) {
            meter.named("n" + i);
        }
        assertThat(meter.named("one").in(1)).isSameAs(meter.named("another"));

        assertThat(meter.take("p1", AT, 1000)).isEmpty();
    }
}
