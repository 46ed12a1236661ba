package io.millrace.views.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotCoverTests {
    private static byte[] key(int value) {
        return new byte[] {(byte) value};
    }

    @Test
    void isOneCutWhereNothingOvertookIt() {
        SnapshotCover cover = new SnapshotCover(5);
        cover.reached(key(10), 5);
        cover.passed(null, 5);
        assertThat(cover.last()).isEqualTo(5);
        assertThat(cover.has(key(200), 5)).isTrue();
        assertThat(cover.has(key(1), 6)).isFalse();
    }

    @Test
    void knowsWhichRowsWereReadBeforeItWasOvertaken() {
        SnapshotCover cover = new SnapshotCover(5);
        cover.reached(key(10), 5);
        cover.reached(key(20), 8);
        cover.passed(null, 8);
        assertThat(cover.last()).isEqualTo(8);
        assertThat(cover.has(key(10), 6)).isFalse();
        assertThat(cover.has(key(11), 8)).isTrue();
        assertThat(cover.has(key(200), 7)).isTrue();
        assertThat(cover.has(key(200), 9)).isFalse();
    }

    @Test
    void countsARowThatCameAtTheEndOfARangeToThatRange() {
        SnapshotCover cover = new SnapshotCover(5);
        cover.reached(key(10), 5);
        cover.passed(key(20), 5);
        cover.reached(key(30), 8);
        cover.passed(null, 8);
        assertThat(cover.has(key(15), 7)).isFalse();
        assertThat(cover.has(key(20), 7)).isTrue();
    }
}
