package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.changelog.Progress;
import io.millrace.views.materialization.PastEpoch.Closing;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PastEpochTests {
    private static final UUID TOPIC = UUID.randomUUID();

    private static Closing closing(long epoch, long at) {
        Progress.Source source = new Progress.Source(TOPIC, 0, 10 * epoch, 0, 0);
        return new Closing(new Progress(0, epoch, List.of(source)), Instant.ofEpochMilli(at));
    }

    private static PastEpoch last(List<Closing> one, List<Closing> other) {
        Closings closings = new Closings(2);
        one.forEach(closing -> closings.add(0, closing));
        other.forEach(closing -> closings.add(1, closing));
        PastEpoch pruned = PastEpoch.last(closings.bySink(), Instant.MAX, List.of());
        assertThat(pruned).isEqualTo(PastEpoch.last(List.of(one, other), Instant.MAX, List.of()));
        return pruned;
    }

    @Test
    void isTheLastOneThatAllHaveClosed() {
        PastEpoch last =
                last(List.of(closing(3, 30), closing(4, 40), closing(5, 50)), List.of(closing(3, 31), closing(4, 44)));
        assertThat(last.epoch()).isEqualTo(4);
        assertThat(last.closedAt()).isEqualTo(Instant.ofEpochMilli(44));
        assertThat(last.frontier().nextOffset(TOPIC, 0)).isEqualTo(40);
    }

    @Test
    void aPartitionMayPassOverAnEpoch() {
        PastEpoch last = last(List.of(closing(3, 30), closing(6, 60)), List.of(closing(5, 50)));
        assertThat(last.epoch()).isEqualTo(5);
        assertThat(last.closedAt()).isEqualTo(Instant.ofEpochMilli(60));
        assertThat(last.frontier().nextOffset(TOPIC, 0)).isEqualTo(30);
    }

    @Test
    void isUnknownWhereAPartitionClosedNothingOrOnlyLaterOnes() {
        assertThat(last(List.of(closing(3, 30)), List.of())).isNull();
        assertThat(last(List.of(closing(6, 60)), List.of(closing(5, 50)))).isNull();
    }

    @Test
    void ofALongWayOnlyTheEndIsKept() {
        Closings closings = new Closings(2);
        for (int epoch = 1; epoch <= 5_000; epoch++) {
            closings.add(0, closing(epoch, epoch));
            if (epoch <= 4_000) {
                closings.add(1, closing(epoch, epoch));
            }
        }
        assertThat(closings.size()).isEqualTo(1_002);
        assertThat(PastEpoch.last(closings.bySink(), Instant.MAX, List.of()).epoch())
                .isEqualTo(4_000);
    }
}
