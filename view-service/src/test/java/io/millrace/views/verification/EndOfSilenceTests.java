package io.millrace.views.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndOfSilenceTests {
    /** As that of a connection from which nothing comes: who reads waits until it is closed. */
    private static final class Silent extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                if (closed.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("closed");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void endsTheWaitingOfWhoReads() {
        Silent answer = new Silent();
        try (EndOfSilence ignored = new EndOfSilence(answer, Duration.ofMillis(100))) {
            assertThatThrownBy(answer::read).isInstanceOf(IOException.class).hasMessage("closed");
        }
    }

    @Test
    void leavesAnAnswerOpenThatIsHeard() throws InterruptedException {
        Silent answer = new Silent();
        try (EndOfSilence silence = new EndOfSilence(answer, Duration.ofMillis(1_500))) {
            for (int i = 0; i < 5; i++) {
                assertThat(answer.closed.await(500, TimeUnit.MILLISECONDS)).isFalse();
                silence.heard();
            }
        }
    }

    @Test
    void doesNotTakeTheWorkOfWhoReadsForSilence() throws InterruptedException {
        Silent answer = new Silent();
        try (EndOfSilence silence = new EndOfSilence(answer, Duration.ofMillis(100))) {
            silence.pause();
            assertThat(answer.closed.await(1_500, TimeUnit.MILLISECONDS)).isFalse();
            silence.heard();
            assertThat(answer.closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void doesNothingMoreWhereTheAnswerEnded() throws InterruptedException {
        Silent answer = new Silent();
        new EndOfSilence(answer, Duration.ofMillis(100)).close();
        assertThat(answer.closed.await(1_500, TimeUnit.MILLISECONDS)).isFalse();
    }
}
