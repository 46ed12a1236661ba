package io.millrace.views.subscription;

import io.millrace.views.serving.SendAtPace;
import java.io.IOException;
import java.io.OutputStream;

/** The client of a subscription: what is written to it goes out at once, and must be taken at a pace. Confined to one thread. */
final class Subscriber {
    /** Large enough that a part of a snapshot is one answer to {@link SendAtPace}, because it holds memory that others want. */
    private static final int PIECE_BYTES = 1024 * 1024;

    private final SendAtPace sending;
    private final OutputStream out;
    private final Frames frames = new Frames();
    private long writtenAtNanos = System.nanoTime();

    Subscriber(SendAtPace sending, OutputStream out) {
        this.sending = sending;
        this.out = out;
    }

    /** Gathers events, and sends them where they are many; see {@link #flush}. */
    Frames frames() throws IOException {
        if (frames.size() >= PIECE_BYTES) {
            writeFrames();
        }
        return frames;
    }

    /** @param encoded events */
    void write(byte[] encoded) throws IOException {
        writeFrames();
        sending.send(encoded, out);
        writtenAtNanos = System.nanoTime();
    }

    /** Sends what was gathered and written. */
    void flush() throws IOException {
        writeFrames();
        out.flush();
    }

    private void writeFrames() throws IOException {
        if (frames.size() > 0) {
            sending.send(frames.take(), out);
            writtenAtNanos = System.nanoTime();
        }
    }

    /** How long ago anything was sent. */
    long silentNanos() {
        return System.nanoTime() - writtenAtNanos;
    }
}
