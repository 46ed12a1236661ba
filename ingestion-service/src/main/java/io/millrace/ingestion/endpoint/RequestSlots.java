package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.MillraceException;
import java.util.HashMap;
import java.util.Map;

/** Room for requests that send events at the same time: for all together, and for one sender. */
final class RequestSlots {
    private final int allMax;
    private final int senderMax;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    RequestSlots(int allMax, int senderMax) {
        this.allMax = allMax;
        this.senderMax = senderMax;
    }

    /** @throws MillraceException with TOO_MANY_REQUESTS_AT_ONCE or TOO_MANY_REQUESTS_OF_ONE */
    synchronized void take(String sender) {
        if (all >= allMax) {
            throw tooMany(IngestionError.TOO_MANY_REQUESTS_AT_ONCE, allMax + " requests are sending events.");
        }
        int own = taken.getOrDefault(sender, 0);
        if (own >= senderMax) {
            throw tooMany(
                    IngestionError.TOO_MANY_REQUESTS_OF_ONE,
                    own + " requests of the same credential are sending events; others need room, too.");
        }
        taken.put(sender, own + 1);
        all++;
    }

    synchronized void give(String sender) {
        all--;
        taken.computeIfPresent(sender, (name, count) -> count == 1 ? null : count - 1);
    }

    private static MillraceException tooMany(IngestionError code, String facts) {
        return new MillraceException(
                code, facts + " Send again after the time in Retry-After, with more events in fewer requests.");
    }
}
