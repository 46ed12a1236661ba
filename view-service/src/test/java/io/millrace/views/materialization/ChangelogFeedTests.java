package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ChangelogFeedTests {
    private final ChangelogFeed feed = new ChangelogFeed("orders.v1", Map.of(0, 0L), new ReadAheadMemory(1000).open());

    @Test
    void aFailureOfReadingIsNoLossOfRecords() {
        feed.fail(new TimeoutException("no answer"));
        assertThatThrownBy(() -> feed.poll(0))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("orders.v1 cannot be read now: no answer");
    }

    @Test
    void tellsOnceThatAPartitionIsTakenAgain() {
        feed.block(0, true);
        feed.passOver(0);
        assertThat(feed.resumes()).isFalse();
        feed.block(0, false);
        assertThat(feed.resumes()).isTrue();
        assertThat(feed.resumes()).isFalse();
    }

    @Test
    void onlyRecordsThatAreGoneBreakIt() {
        feed.breakOff();
        assertThatThrownBy(() -> feed.poll(0)).isInstanceOf(ChangelogFeed.BrokenFeedException.class);
    }
}
