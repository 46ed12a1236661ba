package io.millrace.views.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.views.materialization.ChangelogPlace;
import io.millrace.views.materialization.ClosedEpoch;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochRingTests {
    private static final long ROOM = Long.MAX_VALUE;

    private static EpochEvents epoch(long number) {
        ChangelogPlace before = new ChangelogPlace(number - 1, Instant.EPOCH, List.of(number));
        ChangelogPlace after = new ChangelogPlace(number, Instant.EPOCH, List.of(number + 1));
        return new EpochEvents(new ClosedEpoch(before, after, List.of()), 1, "b", "a", new byte[1000]);
    }

    private static EpochRing ring(long base, long bytesMax, long... numbers) {
        EpochRing ring = new EpochRing(base);
        for (long number : numbers) {
            ring.add(epoch(number));
        }
        ring.trim(bytesMax);
        return ring;
    }

    private static List<Long> numbers(List<EpochEvents> epochs) {
        return epochs.stream().map(EpochEvents::number).toList();
    }

    @Test
    void givesWhatComesAfterAnEpoch() {
        EpochRing ring = ring(4, ROOM, 5, 7, 8);
        assertThat(numbers(ring.after(4, ROOM))).containsExactly(5L, 7L, 8L);
        assertThat(numbers(ring.after(6, ROOM))).containsExactly(7L, 8L);
        assertThat(ring.after(8, ROOM)).isEmpty();
        assertThat(ring.after(11, ROOM)).isEmpty();
    }

    @Test
    void givesNothingWhereSomethingIsMissing() {
        assertThat(ring(4, ROOM, 5).after(3, ROOM)).isNull();
    }

    @Test
    void dropsTheOldestAndKnowsIt() {
        EpochRing ring = ring(4, 2 * epoch(0).bytes(), 5, 6, 7);
        assertThat(ring.covers(4)).isFalse();
        assertThat(ring.after(4, ROOM)).isNull();
        assertThat(numbers(ring.after(5, ROOM))).containsExactly(6L, 7L);
        assertThat(ring.bytes()).isEqualTo(2 * epoch(0).bytes());
    }

    @Test
    void keepsTheNewestHoweverLargeItIs() {
        assertThat(numbers(ring(0, 10, 1, 2).after(1, ROOM))).containsExactly(2L);
    }

    @Test
    void givesNoMoreAtOnceThanIsAskedFor() {
        assertThat(numbers(ring(0, ROOM, 1, 2, 3).after(0, 1))).containsExactly(1L);
    }
}
