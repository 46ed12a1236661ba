package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import io.millrace.api.view.ViewColumn;
import io.millrace.views.ViewDefinitions;
import io.millrace.views.row.KeyCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupEpochsTests {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final GroupEpochs epochs = new GroupEpochs(keys(), new ChangelogPlace(4, Instant.EPOCH, List.of(10L, 20L)));

    private static KeyCodec keys() {
        return KeyCodec.of(ViewDefinitions.of(List.of("id"), new ViewColumn("id", "BIGINT")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void row(int partition, long offset, long epoch, int id, String row) {
        epochs.add(partition, offset, NOW, new ChangelogRecord.Upsert(epoch, bytes("[" + id + "]"), bytes(row)));
    }

    private void closed(int partition, long offset, long epoch) {
        epochs.add(partition, offset, NOW, new ChangelogRecord.Closed(new Progress(partition, epoch, List.of())));
    }

    private static List<String> rows(ClosedEpoch epoch) {
        return epoch.rows().stream()
                .map(row -> new String(row.keyJson(), StandardCharsets.UTF_8)
                        + (row.row() == null ? "-" : new String(row.row(), StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void givesAnEpochWhenEverySinkPartitionHasClosedIt() {
        row(0, 10, 5, 1, "a");
        closed(0, 11, 5);
        assertThat(epochs.take()).isEmpty();
        row(1, 20, 5, 2, "b");
        closed(1, 21, 7);
        List<ClosedEpoch> taken = epochs.take();
        assertThat(taken).hasSize(1);
        assertThat(rows(taken.getFirst())).containsExactly("[1]a", "[2]b");
        assertThat(taken.getFirst().before().offsets()).containsExactly(10L, 20L);
        assertThat(taken.getFirst().after()).isEqualTo(new ChangelogPlace(5, NOW, List.of(12L, 21L)));
        assertThat(epochs.bytes()).as("the record that closes 7").isPositive();
    }

    @Test
    void givesEpochsThatAreClosedTogetherOneByOne() {
        row(0, 10, 5, 1, "a");
        row(0, 11, 6, 1, "b");
        closed(0, 12, 6);
        row(1, 20, 6, 2, "c");
        closed(1, 21, 6);
        assertThat(epochs.take())
                .extracting(GroupEpochsTests::rows)
                .containsExactly(List.of("[1]a"), List.of("[1]b", "[2]c"));
        assertThat(epochs.place()).isEqualTo(new ChangelogPlace(6, NOW, List.of(13L, 22L)));
        assertThat(epochs.bytes()).isZero();
    }

    @Test
    void givesTheLastChangeOfARowInAnEpoch() {
        row(0, 10, 5, 1, "a");
        row(0, 11, 5, 2, "b");
        epochs.add(0, 12, NOW, new ChangelogRecord.Delete(5, bytes("[1]")));
        closed(0, 13, 5);
        closed(1, 20, 5);
        assertThat(rows(epochs.take().getFirst())).containsExactly("[2]b", "[1]-");
    }

    @Test
    void passesOverEpochsThatChangeNothing() {
        closed(0, 10, 5);
        closed(1, 20, 5);
        assertThat(epochs.take()).isEmpty();
        assertThat(epochs.place()).isEqualTo(new ChangelogPlace(5, NOW, List.of(11L, 21L)));
    }

    @Test
    void isAsYoungAsTheEndOfTheChangelog() {
        epochs.isAtEnd(NOW);
        assertThat(epochs.place()).isEqualTo(new ChangelogPlace(4, NOW, List.of(10L, 20L)));
        row(0, 10, 5, 1, "a");
        epochs.isAtEnd(NOW.plusSeconds(9));
        assertThat(epochs.place().writtenAt()).isEqualTo(NOW);
    }
}
