package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.apache.coyote.CloseNowException;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SendAtPaceTests {
    private static final ServingSettings SETTINGS =
            new ServingSettings(1000, 1, Duration.ofSeconds(10), DataSize.ofKilobytes(128));
    private static final byte[] ANSWER = new byte[8 * 1024 * 1024];

    static {
        Arrays.fill(ANSWER, (byte) 'x');
    }

    private long nanos;
    private final SendAtPace sending = new SendAtPace(SETTINGS, () -> nanos);

    /** Takes so many bytes per second. */
    private final class Client extends ByteArrayOutputStream {
        private final int pace;

        Client(int pace) {
            this.pace = pace;
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            super.write(bytes, from, count);
            nanos += count * 1_000_000_000L / pace;
        }
    }

    @Test
    void whoKeepsThePaceGetsTheWholeAnswer() throws IOException {
        Client client = new Client(129 * 1024);
        sending.send(ANSWER, client);
        assertThat(client.toByteArray()).isEqualTo(ANSWER);
        assertThat(Duration.ofNanos(nanos)).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void whoDoesNotIsBrokenOffWhenPatienceEnds() {
        Client client = new Client(100 * 1024);
        assertThatThrownBy(() -> sending.send(ANSWER, client))
                .isInstanceOf(CloseNowException.class)
                .hasMessageContaining("bytes of its answer in 10");
        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
        assertThat(client.size()).isLessThan(ANSWER.length);
    }

    @Test
    void anAnswerWithinPatienceHasNoPace() throws IOException {
        Client client = new Client(1024);
        sending.send(Arrays.copyOf(ANSWER, 9 * 1024), client);
        assertThat(client.size()).isEqualTo(9 * 1024);
    }

    @Test
    void whatHasBeenTakenWholeIsNotBrokenOff() throws IOException {
        Client client = new Client(1);
        sending.send(new byte[16 * 1024], client);
        sending.send(new byte[0], client);
        assertThat(client.size()).isEqualTo(16 * 1024);
    }
}
