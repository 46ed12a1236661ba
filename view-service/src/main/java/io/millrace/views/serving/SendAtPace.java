package io.millrace.views.serving;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongSupplier;
import org.apache.coyote.CloseNowException;

/**
 * Sends an answer piece by piece, and breaks it off where its client takes it more slowly than the settings allow: an answer
 * holds memory that other reads wait for. A client that takes nothing at all is the container's to end, after {@code
 * server.tomcat.connection-timeout}.
 */
public final class SendAtPace {
    private static final int PIECE_BYTES = 16 * 1024;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ServingSettings settings;
    private final LongSupplier nanos;

    /** @param nanos a clock such as {@link System#nanoTime} */
    public SendAtPace(ServingSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** @throws CloseNowException where the client is too slow; the container closes its connection then */
    public void send(byte[] answer, OutputStream out) throws IOException {
        long begun = nanos.getAsLong();
        int sent = 0;
        while (sent < answer.length) {
            if (sent > 0) {
                checkPace(sent, nanos.getAsLong() - begun);
            }
            int piece = Math.min(PIECE_BYTES, answer.length - sent);
            out.write(answer, sent, piece);
            sent += piece;
        }
    }

    private void checkPace(int sent, long takenNanos) throws CloseNowException {
        boolean late = takenNanos > settings.patience().toNanos();
        if (late && sent < settings.paceMin().toBytes() * (takenNanos / NANOS_PER_SECOND)) {
            throw new CloseNowException("the client has taken " + sent + " bytes of its answer in "
                    + takenNanos / 1_000_000 + " ms: its connection is closed");
        }
    }
}
