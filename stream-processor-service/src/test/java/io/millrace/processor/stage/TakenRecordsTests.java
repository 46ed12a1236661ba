package io.millrace.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a stage does with offsets that it has seen before. */
class TakenRecordsTests {
    private static final UUID EXCHANGE = new UUID(3, 4);
    private static final CutPlan PLAN =
            CutPlan.of(Orders.aggregate(Orders.scan("orders", Orders.TOPIC_ID, 1), "x", true));
    private static final byte[] ORDER = new Orders.Order("a", "b", 1L, 1.0, Orders.START).json();

    private final EpochClock clock = new EpochClock(1, () -> 1_000_000L);
    private final Output output = new Output();

    private static final class Output implements StageOutput {
        private final Map<byte[], byte[]> log = new LinkedHashMap<>();
        private int changes;

        @Override
        public void exchange(int exchange, int destination, byte[] block) {}

        @Override
        public void exchangeAll(int exchange, byte[] close) {}

        @Override
        public void changelog(byte[] key, byte[] value, byte[] epochHeader) {
            changes++;
        }

        @Override
        public void event(byte[] key, byte[] value) {}

        @Override
        public void quarantine(Refused refused) {}

        @Override
        public void log(byte[] key, byte[] value) {
            log.put(key, value);
        }
    }

    private static byte[] close(long epoch, long nextOffset) {
        return ExchangeFormat.close(0, epoch, SourceCut.of(new SourcePoint(0, nextOffset, Orders.START, 0)));
    }

    private MergeStage merge() {
        return CompileStages.mergeStage(PLAN, 0, 1, clock, StageMeter.NONE);
    }

    private MergeStage restored() {
        MergeStage merge = merge();
        output.log.forEach(merge::restore);
        return merge;
    }

    @Test
    void aMergeKnowsAgainWhichExchangeItHasReadAndHowFar() {
        MergeStage merge = merge();
        assertThat(merge.taken()).isEqualTo(new MergeStage.Taken(null, 0));
        merge.reads(EXCHANGE);
        merge.start(output, 0);
        merge.accept(6, close(1, 5));
        merge.commit();
        assertThat(restored().taken()).isEqualTo(new MergeStage.Taken(EXCHANGE, 7));
    }

    @Test
    void whatWasTakenBeforeTheStartIsPassedOver() {
        MergeStage merge = merge();
        merge.start(output, 0);
        merge.accept(0, close(1, 5));
        merge.accept(1, close(2, 6));
        merge.commit();
        int before = output.changes;
        MergeStage again = restored();
        again.start(output, 0);
        again.accept(0, close(1, 5));
        again.accept(1, close(2, 6));
        again.commit();
        assertThat(output.changes).isEqualTo(before);
        again.accept(2, close(3, 7));
        again.commit();
        assertThat(output.changes).isGreaterThan(before);
    }

    @Test
    void aMergeFailsWhereOffsetsFallWhileItReads() {
        MergeStage merge = merge();
        merge.start(output, 0);
        merge.accept(0, close(1, 5));
        merge.accept(1, close(2, 6));
        assertThatThrownBy(() -> merge.accept(0, close(3, 7))).hasMessageContaining("made anew");
        MergeStage again = merge();
        again.start(output, 0);
        again.accept(5, close(1, 5));
        again.commit();
        MergeStage behind = restored();
        behind.start(output, 0);
        behind.accept(3, close(1, 4));
        assertThatThrownBy(() -> behind.accept(3, close(1, 4)))
                .as("fallen among what is passed over")
                .hasMessageContaining("after offset 3 came offset 3");
    }

    @Test
    void aScanFailsWhereOffsetsFallWhileItReads() {
        ScanStage scan = CompileStages.scanStage(PLAN, 0, 1, clock, StageMeter.NONE);
        scan.start(output, 0);
        scan.accept(10, 0, ORDER);
        scan.accept(12, 0, ORDER);
        assertThatThrownBy(() -> scan.accept(0, 0, ORDER)).hasMessageContaining("Delete the view and create it again");
    }

    @Test
    void aScanPassesOffsetsWithoutRecordsOnceItHasTakenAllBeforeThem() {
        ScanStage scan = CompileStages.scanStage(PLAN, 0, 1, clock, StageMeter.NONE);
        scan.start(output, 0);
        scan.accept(10, 0, ORDER);
        scan.pass(12, 14);
        scan.commit();
        int logged = output.log.size();
        scan.pass(11, 14);
        scan.commit();
        assertThat(output.log).hasSizeGreaterThan(logged);
        ScanStage again = CompileStages.scanStage(PLAN, 0, 1, clock, StageMeter.NONE);
        output.log.forEach(again::restore);
        again.start(output, 0);
        logged = output.log.size();
        again.accept(13, 0, ORDER);
        again.commit();
        assertThat(output.log).as("offset 13 was passed").hasSize(logged);
    }

    @Test
    void aStageThatIsStartedAnewMayBeginEarlier() {
        MergeStage merge = merge();
        merge.start(output, 0);
        merge.accept(4, close(1, 5));
        merge.commit();
        merge.start(output, 0);
        merge.accept(2, close(1, 4));
        merge.accept(5, close(2, 6));
        merge.commit();
        assertThat(restored().taken().nextOffset()).isEqualTo(6);
    }
}
