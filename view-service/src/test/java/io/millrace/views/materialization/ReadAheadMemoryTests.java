package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadAheadMemoryTests {
    private final ReadAheadMemory memory = new ReadAheadMemory(1000);

    @Test
    void oneViewMayTakeTheCommonHalf() {
        ReadAheadMemory.Share one = memory.open();
        one.take(499);
        assertThat(one.hasRoom(499, 10)).isTrue();
        one.take(1);
        assertThat(one.hasRoom(500, 10)).isFalse();
        assertThat(one.hasRoom(49, 10)).as("its own share is left").isTrue();
    }

    @Test
    void everyViewHasItsShareWhateverTheOthersHold() {
        memory.open().take(10_000);
        ReadAheadMemory.Share two = memory.open();
        assertThat(two.hasRoom(249, 1)).isTrue();
        assertThat(two.hasRoom(250, 1)).isFalse();
    }

    @Test
    void aClosedShareHoldsNothing() {
        ReadAheadMemory.Share one = memory.open();
        one.take(600);
        one.close();
        one.take(600);
        one.close();
        assertThat(memory.used()).isZero();
        assertThat(memory.open().hasRoom(0, 1)).isTrue();
    }
}
