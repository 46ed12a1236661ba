package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.springframework.util.unit.DataSize;

/**
 * The inflated body of a request, within a limit of size and of pace, read into one buffer that grows as far as its reader
 * lets it. Whatever the sender does wrong becomes a {@link MillraceException}; an {@link IOException} means that it has gone.
 */
final class EventBody implements AutoCloseable {
    private static final int BUFFER_FIRST = 64 * 1024;

    private final InputStream in;
    private final long sizeMax;
    private final EndpointSettings settings;
    private final BodyMemory memory;

    byte[] buffer;
    /** The bytes from here to {@link #to} were read and not used yet. */
    int from;

    int to;
    private int charged;
    private long total;
    private long waitedNanos;

    /** Opens the body of a request; a gzip header is read here already. */
    static EventBody open(InputStream raw, boolean gzip, DataSize sizeMax, EndpointSettings settings, BodyMemory memory)
            throws IOException {
        try {
            return new EventBody(gzip ? GzipBody.inflate(raw) : raw, sizeMax, settings, memory);
        } catch (ZipException | EOFException e) {
            throw new MillraceException(
                    CommonError.MALFORMED_REQUEST, "The body is not gzip, though Content-Encoding says so.", e);
        }
    }

    private EventBody(InputStream in, DataSize sizeMax, EndpointSettings settings, BodyMemory memory) {
        this.in = in;
        this.sizeMax = sizeMax.toBytes();
        this.settings = settings;
        this.memory = memory;
        memory.take(BUFFER_FIRST);
        buffer = new byte[BUFFER_FIRST];
    }

    /**
     * Reads more behind what is there; makes room by moving that to the front, then by growing.
     *
     * @param bufferMax the buffer does not grow beyond this; there must be something to move or to grow
     * @return whether something was read; else the body has ended
     */
    boolean read(int bufferMax) throws IOException {
        if (to == buffer.length) {
            makeRoom(bufferMax);
        }
        long begun = System.nanoTime();
        int count = readSome();
        waitedNanos += System.nanoTime() - begun;
        if (count < 0) {
            return false;
        }
        to += count;
        total += count;
        if (total > sizeMax) {
            // What lies beyond the limit is not looked at.
            to -= (int) (total - sizeMax);
            throw tooLarge(sizeMax);
        }
        checkPace();
        return true;
    }

    static MillraceException tooLarge(long sizeMax) {
        return new MillraceException(
                IngestionError.BODY_TOO_LARGE,
                "The body is larger than " + sizeMax + " bytes. Send the rest in further requests.");
    }

    private int readSome() throws IOException {
        try {
            return in.read(buffer, to, buffer.length - to);
        } catch (ZipException | EOFException e) {
            throw new MillraceException(
                    CommonError.MALFORMED_REQUEST,
                    "The body is broken after " + total + " bytes: " + e.getMessage() + ". Send it again, whole.",
                    e);
        } catch (IOException e) {
            if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
                throw tooSlow();
            }
            throw e;
        }
    }

    private void makeRoom(int bufferMax) {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
            return;
        }
        int length = Math.min(buffer.length * 2, bufferMax);
        memory.take(length - buffer.length);
        buffer = Arrays.copyOf(buffer, length);
    }

    /** Counts memory beside the buffer that the body's reader needs until the body is closed. */
    void charge(int bytes) {
        memory.take(bytes);
        charged += bytes;
    }

    private void checkPace() {
        long late = waitedNanos - settings.patience().toNanos();
        if (late > 0 && total < settings.paceMin().toBytes() * (waitedNanos / 1_000_000_000.0)) {
            throw tooSlow();
        }
    }

    private static MillraceException tooSlow() {
        return new MillraceException(
                IngestionError.BODY_TOO_SLOW,
                "The body came more slowly than the door waits for. Send the rest in smaller requests.");
    }

    @Override
    public void close() {
        memory.give(buffer.length);
        memory.give(charged);
        if (in instanceof GZIPInputStream inflating) {
            GzipBody.end(inflating);
        }
    }
}
