package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.changelog.Progress;
import io.millrace.api.view.SourceStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SourceEndsTests {
    private static final UUID TOPIC = new UUID(1, 2);
    private static final List<SourceStream> SOURCES =
            List.of(new SourceStream("s", "s", TOPIC, 2, List.of(), List.of()));

    private final SourceEnds ends = new SourceEnds();

    private static Instant at(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }

    private void sample(long seconds, long... offsets) {
        ends.add(at(seconds), Map.of(TOPIC, offsets));
    }

    private static Frontier frontier(long... nextOffsets) {
        return Frontier.of(List.of(
                new Progress(0, 1, List.of(new Progress.Source(TOPIC, 0, nextOffsets[0], 0, 0))),
                new Progress(1, 1, List.of(new Progress.Source(TOPIC, 1, nextOffsets[1], 0, 0)))));
    }

    @Test
    void isAsFreshAsTheNewestSampleThatItCovers() {
        sample(1, 0, 0);
        sample(2, 5, 0);
        sample(3, 5, 3);
        assertThat(ends.coverage(frontier(5, 2), SOURCES)).isEqualTo(new SourceEnds.Coverage(at(2), false, at(3)));
        assertThat(ends.coverage(frontier(5, 3), SOURCES)).isEqualTo(new SourceEnds.Coverage(at(3), true, at(3)));
        assertThat(ends.coverage(frontier(4, 9), SOURCES).asOf()).isEqualTo(at(1));
    }

    @Test
    void staysFreshWhileNothingMoves() {
        sample(1, 5, 5);
        sample(9, 5, 5);
        assertThat(ends.coverage(frontier(5, 5), SOURCES).asOf()).isEqualTo(at(9));
    }

    @Test
    void knowsNothingBeforeTheFirstSampleOrOfOtherStreams() {
        assertThat(ends.coverage(frontier(5, 5), SOURCES).asOf()).isNull();
        ends.add(at(1), Map.of(new UUID(9, 9), new long[] {1}));
        assertThat(ends.coverage(frontier(5, 5), SOURCES).caughtUp()).isFalse();
        sample(2, 9, 9);
        assertThat(ends.coverage(frontier(5, 5), SOURCES).asOf()).isNull();
    }

    @Test
    void aSampleThatLacksAStreamProvesNothing() {
        sample(1, 5, 0);
        ends.add(at(2), Map.of());
        assertThat(ends.coverage(frontier(5, 0), SOURCES)).isEqualTo(new SourceEnds.Coverage(null, false, null));
        sample(3, 9, 9);
        assertThat(ends.coverage(frontier(5, 0), SOURCES).asOf()).isEqualTo(at(1));
        assertThat(ends.coverage(frontier(4, 0), SOURCES).asOf()).isNull();
    }

    @Test
    void reachesFurtherBackTheMoreItHolds() {
        for (int i = 1; i <= 5 * SourceEnds.SAMPLES_MAX; i++) {
            sample(i, i, i);
        }
        SourceEnds.Coverage old = ends.coverage(frontier(100, 100), SOURCES);
        assertThat(old.asOf()).isNotNull().isBeforeOrEqualTo(at(100));
        int newest = 5 * SourceEnds.SAMPLES_MAX;
        assertThat(ends.coverage(frontier(newest, newest), SOURCES).caughtUp()).isTrue();
    }
}
