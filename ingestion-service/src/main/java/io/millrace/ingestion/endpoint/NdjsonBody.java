package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.admission.StreamAdmission;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Takes the lines out of a body as they come: one event a line, ended by LF or CRLF, the last one also by the body's end.
 * Lines of whitespace are no events. A byte order mark before the first line is ignored. Of a line that is longer than an
 * event may be, the first 64 KiB are kept.
 */
final class NdjsonBody {
    private static final int BUFFER_MAX = StreamAdmission.RECORD_BYTES_MAX + 64 * 1024;
    private static final int KEPT_OF_TOO_LARGE = 64 * 1024;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private final EventBody body;
    private final AdmitEvents admit;

    NdjsonBody(EventBody body, AdmitEvents admit) {
        this.body = body;
        this.admit = admit;
    }

    void admitAll() throws IOException {
        ByteOrderMark.skip(body);
        int searched = 0;
        while (true) {
            int newline = newline(body.buffer, body.from + searched, body.to);
            if (newline >= 0) {
                line(body.from, newline);
                body.from = newline + 1;
                searched = 0;
                continue;
            }
            searched = body.to - body.from;
            if (searched > StreamAdmission.RECORD_BYTES_MAX + 1) {
                if (!skipTooLarge()) {
                    return;
                }
                searched = 0;
            } else if (!body.read(BUFFER_MAX)) {
                line(body.from, body.to);
                return;
            }
        }
    }

    private void line(int from, int to) {
        int begin = from;
        int end = to;
        while (begin < end && isSpace(body.buffer[begin])) {
            begin++;
        }
        while (end > begin && isSpace(body.buffer[end - 1])) {
            end--;
        }
        if (begin < end) {
            admit.event(body.buffer, begin, end);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\r' || b == '\t';
    }

    /** Reads on to the end of a line of which more than an event's greatest size is there; false at the body's end. */
    private boolean skipTooLarge() throws IOException {
        byte[] kept = Arrays.copyOfRange(body.buffer, body.from, body.from + KEPT_OF_TOO_LARGE);
        long length = body.to - body.from;
        body.from = body.to;
        int newline = -1;
        boolean more = true;
        while (newline < 0 && more) {
            body.from = body.to;
            more = body.read(BUFFER_MAX);
            newline = newline(body.buffer, body.from, body.to);
            length += (newline < 0 ? body.to : newline) - body.from;
        }
        body.from = newline < 0 ? body.to : newline + 1;
        admit.tooLarge(kept, length);
        return more;
    }

    static int newline(byte[] text, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long word = (long) LONGS.get(text, i) ^ (ONES * '\n');
            long found = (word - ONES) & ~word & HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
