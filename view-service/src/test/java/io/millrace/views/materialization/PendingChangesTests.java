package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.changelog.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PendingChangesTests {
    private static final UUID TOPIC = new UUID(1, 2);
    private final PendingChanges pending = new PendingChanges(
            new StoredState("g", false, -1, -1, 0, Instant.EPOCH, Map.of(0, 10L, 1, 20L), Map.of(), false, true),
            full());

    /** Memory whose common half others hold, so that each of two sink partitions has 1,000 bytes. */
    private static ReadAheadMemory.Share full() {
        ReadAheadMemory memory = new ReadAheadMemory(16_000);
        memory.open().take(8_000);
        return memory.open();
    }

    private static Change row(long offset, long epoch, int key) {
        return new Change.RowChange(offset, epoch, new byte[] {(byte) key}, new byte[] {'{', '}'});
    }

    private static Change closed(int sink, long offset, long epoch, long includes) {
        Progress.Source source = new Progress.Source(TOPIC, 0, includes, 5, 0);
        return new Change.EpochClosed(offset, new Progress(sink, epoch, List.of(source)));
    }

    @Test
    void anEpochIsCompleteWhenEverySinkPartitionHasClosedItOrALaterOne() {
        assertThat(pending.complete()).isEqualTo(-1);
        pending.add(0, closed(0, 10, 5, 7));
        assertThat(pending.complete()).isEqualTo(-1);
        pending.add(1, closed(1, 20, 9, 8));
        assertThat(pending.complete()).isEqualTo(5);
    }

    @Test
    void takesWhatIsUpToAnEpochAndLeavesTheRest() {
        pending.add(0, row(10, 5, 1));
        pending.add(0, closed(0, 11, 5, 7));
        pending.add(0, row(13, 6, 2));
        pending.add(1, row(20, 5, 3));
        pending.add(1, row(21, 6, 4));
        pending.add(1, closed(1, 22, 6, 8));
        List<Batch> batches = pending.takeUpTo(5, 100, 1_000_000);
        assertThat(batches).hasSize(1);
        assertThat(batches.getFirst().segments().get(0)).satisfies(segment -> {
            assertThat(segment.expected()).isEqualTo(10);
            assertThat(segment.next()).isEqualTo(12);
            assertThat(segment.progress()).isNotNull();
        });
        assertThat(batches.getFirst().segments().get(1).next()).isEqualTo(21);
        assertThat(pending.frontier().nextOffset(TOPIC, 0)).isEqualTo(7);
        assertThat(pending.takeUpTo(6, 100, 1_000_000)
                        .getFirst()
                        .segments()
                        .get(0)
                        .expected())
                .isEqualTo(12);
        assertThat(pending.frontier().nextOffset(TOPIC, 0)).as("the minimum").isEqualTo(7);
    }

    @Test
    void batchesAreBoundedAndContinueEachOther() {
        for (int i = 0; i < 7; i++) {
            pending.add(0, row(10 + i, 5, i));
        }
        List<Batch> batches = pending.takeUpTo(5, 3, 1_000_000);
        assertThat(batches).hasSize(3);
        assertThat(batches.get(1).segments().get(0).expected()).isEqualTo(13);
        assertThat(batches.get(1).segments().get(0).next()).isEqualTo(16);
    }

    @Test
    void memoryIsRelievedByTheOlderHalf() {
        assertThat(pending.relievingEpoch()).isEqualTo(-1);
        for (int i = 0; i < 18; i++) {
            pending.add(0, row(10 + i, 5 + i, i));
        }
        assertThat(pending.relievingEpoch()).isEqualTo(14);
        pending.takeUpTo(14, 100, 1_000_000);
        assertThat(pending.wants(0)).isTrue();
    }

    @Test
    void theLastChangeOfARowCountsWithinABatch() {
        pending.add(0, row(10, 5, 1));
        pending.add(0, new Change.RowChange(11, 5, new byte[] {1}, null));
        assertThat(pending.takeUpTo(5, 100, 1_000_000).getFirst().rows())
                .singleElement()
                .satisfies(change -> assertThat(change.row()).isNull());
    }

    @Test
    void aSinkPartitionThatIsFullOfOneEpochIsDrainedAheadButNotPastAClosing() {
        for (int i = 0; i < 12; i++) {
            pending.add(0, row(10 + i, 5, i));
        }
        assertThat(pending.wants(0)).isFalse();
        assertThat(pending.wants(1)).isTrue();
        PendingChanges.Ahead ahead = pending.takeAhead(100, 1_000_000);
        assertThat(ahead).isNotNull();
        assertThat(ahead.epoch()).isEqualTo(5);
        assertThat(pending.wants(0)).isTrue();
        pending.add(0, closed(0, 30, 5, 7));
        for (int i = 0; i < 12; i++) {
            pending.add(0, row(31 + i, 6, i));
        }
        assertThat(pending.takeAhead(100, 1_000_000)).isNull();
        assertThat(pending.wants(0)).as("it waits for the others").isFalse();
    }
}
