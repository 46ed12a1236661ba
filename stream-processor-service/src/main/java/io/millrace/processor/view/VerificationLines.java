package io.millrace.processor.view;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer of a verification, line by line. It begins when there is something to tell, or after a second: what is refused
 * before has a status of its own, and nobody on the way takes long work for none.
 */
final class VerificationLines {
    static final long INTERVAL_NS = 1_000_000_000L;

    private final JsonMapper json;
    private final HttpServletResponse response;
    private final LongSupplier nanos;
    private long writtenAt;
    private boolean begun;

    VerificationLines(JsonMapper json, HttpServletResponse response, LongSupplier nanos) {
        this.json = json;
        this.response = response;
        this.nanos = nanos;
        this.writtenAt = nanos.getAsLong();
    }

    /** Whether a line was written, and with it the status. */
    boolean begun() {
        return begun;
    }

    /**
     * Called often; writes the first that knows what there is to read, and then one a second.
     *
     * @throws UncheckedIOException where the client went away
     */
    void step(Verification.Step step) {
        boolean tells = !begun && step.eventsToRead() > 0;
        if (!tells && nanos.getAsLong() - writtenAt < INTERVAL_NS) {
            return;
        }
        try {
            write(step);
        } catch (IOException e) {
            throw new UncheckedIOException("the client went away", e);
        }
    }

    /**
     * Writes one of many lines, which goes out with those after it.
     *
     * @throws UncheckedIOException where the client went away
     */
    void tell(Object line) {
        try {
            put(line);
        } catch (IOException e) {
            throw new UncheckedIOException("the client went away", e);
        }
    }

    void write(Object line) throws IOException {
        put(line);
        response.flushBuffer();
        writtenAt = nanos.getAsLong();
    }

    private void put(Object line) throws IOException {
        if (!begun) {
            begun = true;
            response.setContentType("application/x-ndjson");
        }
        response.getOutputStream().write((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
