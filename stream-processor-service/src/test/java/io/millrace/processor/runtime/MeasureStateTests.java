package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.processor.stage.CompileStages;
import io.millrace.processor.stage.CutPlan;
import io.millrace.processor.stage.EpochClock;
import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.ScanStage;
import io.millrace.processor.stage.Stage;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.StageOutput;
import io.millrace.processor.stage.ViewPlan;
import org.junit.jupiter.api.Test;

class MeasureStateTests {
    private static final ViewPlan VIEW = Orders.aggregate(Orders.scan("orders", Orders.TOPIC_ID, 2), "per_id", false);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MeasureState state = new MeasureState(VIEW, meters);
    private final EpochClock clock = new EpochClock(2, () -> 1_000_000L);

    private ScanStage start(int partition) {
        ScanStage scan = CompileStages.scanStage(CutPlan.of(VIEW), 0, 1, clock, new Meter());
        scan.start(new Nowhere(), partition);
        return scan;
    }

    private final class Meter implements StageMeter {
        @Override
        public void count(Counts counts) {}

        @Override
        public void began(Stage stage) {
            state.add(stage);
        }

        @Override
        public void ended(Stage stage) {
            state.remove(stage);
        }
    }

    private static final class Nowhere implements StageOutput {
        @Override
        public void exchange(int exchange, int destination, byte[] block) {}

        @Override
        public void exchangeAll(int exchange, byte[] close) {}

        @Override
        public void changelog(byte[] key, byte[] value, byte[] epochHeader) {}

        @Override
        public void event(byte[] key, byte[] value) {}

        @Override
        public void quarantine(Refused refused) {}

        @Override
        public void log(byte[] key, byte[] value) {}
    }

    private static void accept(ScanStage scan, long offset, String id) {
        scan.accept(offset, 0, new Orders.Order(id, "b", 1L, 1.0, Orders.START).json());
    }

    private Gauge gauge() {
        return meters.find(MeasureState.ENTRIES)
                .tag("view", "per_id")
                .tag("version", "1")
                .gauge();
    }

    @Test
    void isTheSumOfTheStagesThatWork() {
        ScanStage first = start(0);
        ScanStage second = start(1);
        accept(first, 0, "a");
        accept(first, 1, "b");
        accept(first, 2, "a");
        accept(second, 0, "c");
        assertThat(gauge().value()).isEqualTo(3);
        second.stop();
        assertThat(gauge().value()).isEqualTo(2);
        first.stop();
        assertThat(gauge()).isNull();
    }

    @Test
    void comesBackWithAStage() {
        start(0).stop();
        ScanStage again = start(0);
        accept(again, 0, "a");
        assertThat(gauge().value()).isEqualTo(1);
    }
}
