package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.changelog.Progress;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackfillProgressTests {
    private static final UUID TOPIC = new UUID(1, 2);
    private static final List<Long> ENDS = List.of(1_000L, 3_000L);

    private static double progress(List<Long> begins, long... passed) {
        PublishedView view = new PublishedView(
                PublishedView.TYPE,
                PublishedView.V,
                "delays",
                1,
                ViewState.RUNNING,
                null,
                "CREATE …",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new SourceStream("flights", "flights", TOPIC, 2, ENDS, begins)),
                2,
                "delays.v1",
                5_000,
                -1,
                3_600_000,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
        List<Progress.Source> sources = IntStream.range(0, passed.length)
                .mapToObj(i -> new Progress.Source(TOPIC, i, passed[i], Progress.NO_WATERMARK, 0))
                .toList();
        return SourceFreshness.progress(view, Frontier.of(List.of(new Progress(0, 1, sources))));
    }

    @Test
    void isThePartOfTheOldEventsThatWasPassed() {
        List<Long> begins = List.of(0L, 0L);
        assertThat(progress(begins)).isZero();
        assertThat(progress(begins, 1_000, 0)).isEqualTo(0.25);
        assertThat(progress(begins, 1_000, 9_000)).isEqualTo(1);
    }

    @Test
    void doesNotCountWhatWasNoLongerInTheLog() {
        List<Long> begins = List.of(0L, 2_000L);
        assertThat(progress(begins)).isZero();
        assertThat(progress(begins, 500, 2_000)).isEqualTo(0.25);
        assertThat(progress(begins, 1_000, 2_500)).isEqualTo(0.75);
        assertThat(progress(List.of(1_000L, 3_000L))).isEqualTo(1);
    }

    @Test
    void countsFromTheStartWhereTheBeginningWasNotNoted() {
        assertThat(progress(List.of(), 500, 1_500)).isEqualTo(0.5);
    }
}
