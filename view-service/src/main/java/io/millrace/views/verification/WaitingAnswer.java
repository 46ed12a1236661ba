package io.millrace.views.verification;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/**
 * An answer in JSON that takes its time. White space in front of it, a line feed each second, tells everybody on the way that there is
 * work; what is refused within the first second has a status of its own.
 */
final class WaitingAnswer {
    private static final long INTERVAL_NS = 1_000_000_000L;

    private final HttpServletResponse response;
    private final LongSupplier nanos;
    private long writtenAt;
    private boolean begun;

    WaitingAnswer(HttpServletResponse response, LongSupplier nanos) {
        this.response = response;
        this.nanos = nanos;
        this.writtenAt = nanos.getAsLong();
    }

    /**
     * To be called often.
     *
     * @throws UncheckedIOException where the client went away
     */
    void going() {
        if (nanos.getAsLong() - writtenAt < INTERVAL_NS) {
            return;
        }
        try {
            begin();
            response.getOutputStream().write('\n');
            response.flushBuffer();
            writtenAt = nanos.getAsLong();
        } catch (IOException e) {
            throw new UncheckedIOException("the client went away", e);
        }
    }

    void begin() {
        if (!begun) {
            begun = true;
            response.setHeader("Cache-Control", "no-store");
            response.setContentType("application/json");
        }
    }
}
