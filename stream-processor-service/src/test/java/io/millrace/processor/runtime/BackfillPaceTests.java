package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackfillPaceTests {
    private static final RuntimeSpec.Backfill BACKFILL =
            new RuntimeSpec.Backfill(1_000, Map.of("flights", List.of(10_000L, 5L)));

    private static long millisOf(Runnable read) {
        long began = System.nanoTime();
        read.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private static void read(BackfillPace.Reading reading, int partition, int from, int events) {
        for (int i = 0; i < events; i++) {
            reading.await(partition, from + i);
        }
    }

    @Test
    void takesOldEventsAtTheRate() {
        BackfillPace.Reading reading = BackfillPace.of("delays", BACKFILL).reading("flights");
        assertThat(millisOf(() -> read(reading, 0, 0, 300))).isGreaterThanOrEqualTo(280);
    }

    @Test
    void sharesTheRateAmongPartitions() {
        BackfillPace.Reading reading = BackfillPace.of("delays", BACKFILL).reading("flights");
        assertThat(millisOf(() -> {
                    read(reading, 1, 0, 5);
                    read(reading, 0, 0, 145);
                }))
                .isGreaterThanOrEqualTo(130);
    }

    @Test
    void takesWhatArrivedAfterTheCreationAtOnce() {
        BackfillPace pace = BackfillPace.of("delays", new RuntimeSpec.Backfill(100, BACKFILL.ends()));
        // At the rate these would take hours.
        read(pace.reading("flights"), 1, 5, 1_000_000);
        read(pace.reading("another"), 0, 0, 1_000_000);
        read(BackfillPace.NONE.reading("flights"), 0, 0, 1_000_000);
        assertThat(millisOf(() -> read(pace.reading("flights"), 0, 0, 20))).isGreaterThanOrEqualTo(180);
    }
}
