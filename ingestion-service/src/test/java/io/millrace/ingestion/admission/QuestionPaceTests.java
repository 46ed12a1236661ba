package io.millrace.ingestion.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuestionPaceTests {
    private static final long SECOND = 1_000_000_000L;

    private final QuestionPace pace = new QuestionPace();
    private final long start = System.nanoTime();

    private int questions(long seconds) {
        int count = 0;
        while (pace.mayAsk(start + seconds * SECOND)) {
            count++;
        }
        return count;
    }

    @Test
    void letsTenAtOnceAndThenOneASecond() {
        assertThat(questions(0)).isEqualTo(10);
        assertThat(questions(1)).isBetween(0, 1);
        assertThat(questions(3)).isBetween(2, 3);
        assertThat(questions(100)).isEqualTo(10);
    }

    @Test
    void waitsAfterAFailure() {
        pace.failed();
        assertThat(questions(0)).isZero();
        assertThat(questions(2)).isBetween(1, 2);
    }
}
