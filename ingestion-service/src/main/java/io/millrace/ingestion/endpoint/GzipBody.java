package io.millrace.ingestion.endpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Inflates a gzip body of one or more members. */
final class GzipBody {
    private static final int BUFFER = 16 * 1024;

    private GzipBody() {}

    static InputStream inflate(InputStream body) throws IOException {
        return new GZIPInputStream(new Peeked(body), BUFFER);
    }

    /** Frees what lies outside the heap at once; the body itself is the container's to close. */
    static void end(GZIPInputStream inflating) {
        try {
            inflating.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tells by {@link #available()} whether the body goes on, by waiting for its next byte: GZIPInputStream looks for a
     * further member only where something is available, and would else drop members that are still on their way.
     */
    private static final class Peeked extends FilterInputStream {
        private static final int NONE = -2;

        private int peeked = NONE;

        Peeked(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The container's affair.
        }

        @Override
        public int available() throws IOException {
            if (peeked == NONE) {
                peeked = in.read();
            }
            return peeked < 0 ? 0 : 1;
        }

        @Override
        public int read() throws IOException {
            if (peeked == NONE) {
                return in.read();
            }
            int next = peeked;
            peeked = next < 0 ? next : NONE;
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (peeked == NONE || length == 0) {
                return in.read(bytes, offset, length);
            }
            int next = read();
            if (next < 0) {
                return -1;
            }
            bytes[offset] = (byte) next;
            return 1;
        }
    }
}
