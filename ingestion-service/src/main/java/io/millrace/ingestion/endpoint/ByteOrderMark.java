package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.admission.StreamAdmission;
import java.io.IOException;

/** The UTF-8 byte order mark that some editors put in front of a text; RFC 8259 lets a reader ignore it. */
final class ByteOrderMark {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private ByteOrderMark() {}

    /** Reads the first bytes of a body and skips the mark where they are one. */
    static void skip(EventBody body) throws IOException {
        int same = 0;
        while (same < MARK.length) {
            if (body.to - body.from <= same && !body.read(StreamAdmission.RECORD_BYTES_MAX)) {
                return;
            }
            if (body.buffer[body.from + same] != MARK[same]) {
                return;
            }
            same++;
        }
        body.from += MARK.length;
    }
}
