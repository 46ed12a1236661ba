package io.millrace.ingestion.admission;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Short texts that were found good before: most columns with a pattern hold few values, and comparing bytes is far cheaper
 * than matching. Each place keeps one text; a newer one takes it. Shared by all requests without locks.
 */
final class KnownTexts {
    private static final int PLACES = 512;
    private static final int BYTES_MAX = 40;

    private final AtomicReferenceArray<byte[]> places = new AtomicReferenceArray<>(PLACES);

    /** Whether the last token is known; those with escapes never are. */
    boolean contains(JsonBytes json) {
        int length = json.tokenEnd - json.tokenStart;
        if (length > BYTES_MAX || json.escaped) {
            return false;
        }
        byte[] known = places.getAcquire(place(json));
        return known != null
                && known.length == length
                && Arrays.equals(known, 0, length, json.bytes, json.tokenStart, json.tokenEnd);
    }

    void add(JsonBytes json) {
        if (json.tokenEnd - json.tokenStart <= BYTES_MAX && !json.escaped) {
            places.setRelease(place(json), Arrays.copyOfRange(json.bytes, json.tokenStart, json.tokenEnd));
        }
    }

    private static int place(JsonBytes json) {
        int hash = 1;
        for (int i = json.tokenStart; i < json.tokenEnd; i++) {
            hash = hash * 31 + json.bytes[i];
        }
        return (hash ^ hash >>> 9) & PLACES - 1;
    }
}
