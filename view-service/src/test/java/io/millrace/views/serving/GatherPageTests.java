package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatherPageTests {
    private static final int MIB = 1024 * 1024;

    private final ReadMemory memory = new ReadMemory();

    private static void add(GatherPage page, int key, int bytes) {
        page.add(new GatherPage.Candidate(new byte[] {(byte) key}, new byte[bytes], null));
    }

    private GatherPage page(int rowsMax, ReadMemory.Share share) {
        share.begin();
        return new GatherPage(
                rowsMax, Comparator.comparing(candidate -> candidate.key()[0]), share);
    }

    private static List<Integer> keys(GatherPage page) {
        return page.rows().stream().map(row -> (int) row.key()[0]).toList();
    }

    @Test
    void keepsTheFirstRows() {
        try (ReadMemory.Share share = memory.open()) {
            GatherPage page = page(2, share);
            add(page, 3, 1);
            add(page, 1, 1);
            assertThat(page.isFull()).isFalse();
            add(page, 2, 1);
            assertThat(page.isFull()).isTrue();
            assertThat(keys(page)).containsExactly(1, 2);
        }
    }

    @Test
    void leavesNoGapWhereALargeRowDoesNotFit() {
        try (ReadMemory.Share share = memory.open()) {
            GatherPage page = page(100, share);
            add(page, 1, 5 * MIB);
            add(page, 5, 4 * MIB);
            add(page, 7, 1);
            add(page, 4, 1);
            assertThat(keys(page)).as("7 is behind 5").containsExactly(1, 4);
            assertThat(page.isFull()).isTrue();
        }
    }

    @Test
    void oneRowFitsAlways() {
        try (ReadMemory.Share share = memory.open()) {
            GatherPage page = page(100, share);
            add(page, 1, 9 * MIB);
            assertThat(page.isFull()).isFalse();
            assertThat(keys(page)).containsExactly(1);
        }
    }

    @Test
    void readsTogetherHoldNoMoreThanThereIs() {
        try (ReadMemory.Share one = memory.open();
                ReadMemory.Share two = memory.open();
                ReadMemory.Share three = memory.open()) {
            add(page(1, one), 1, 8 * MIB);
            add(page(1, two), 1, 8 * MIB);
            GatherPage last = page(1, three);
            assertThatThrownBy(() -> add(last, 1, 8 * MIB)).hasMessageContaining("memory");
        }
        assertThat(memory.freeKib()).isEqualTo(ReadMemory.KIB_MAX);
    }

    @Test
    void anAnswerHoldsItsOwnBytesAlone() {
        try (ReadMemory.Share share = memory.open()) {
            add(page(1, share), 1, 8 * MIB);
            share.keep(8 * MIB + 1);
            assertThat(ReadMemory.KIB_MAX - memory.freeKib()).isEqualTo(8 * 1024 + 1);
            share.keep(9 * MIB);
            assertThat(ReadMemory.KIB_MAX - memory.freeKib()).isEqualTo(8 * 1024 + 1);
        }
        assertThat(memory.freeKib()).isEqualTo(ReadMemory.KIB_MAX);
    }

    @Test
    void finishedPartsOfAnAnswerAreHeldBesideWhatIsReadNext() {
        int first = 1024;
        try (ReadMemory.Share share = memory.open()) {
            add(page(1, share), 1, 8 * MIB);
            share.finish(2 * MIB);
            assertThat(ReadMemory.KIB_MAX - memory.freeKib()).isEqualTo(2 * 1024 + first);
            add(page(1, share), 1, MIB);
            assertThat(ReadMemory.KIB_MAX - memory.freeKib()).isEqualTo((2 + 3) * 1024 + first);
            share.startOver();
            assertThat(ReadMemory.KIB_MAX - memory.freeKib()).isEqualTo(first);
        }
        assertThat(memory.freeKib()).isEqualTo(ReadMemory.KIB_MAX);
    }

    @Test
    void aPageIsLeftWhatOthersHaveNotTaken() {
        try (ReadMemory.Share share = memory.open()) {
            share.begin();
            GatherPage page = new GatherPage(
                    100, 2 * MIB, Comparator.comparing(candidate -> candidate.key()[0]), share);
            add(page, 1, MIB);
            add(page, 2, MIB);
            assertThat(page.isFull()).isFalse();
            add(page, 3, 1);
            assertThat(page.isFull()).isTrue();
            assertThat(keys(page)).containsExactly(1, 2);
        }
    }
}
