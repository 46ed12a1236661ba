package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.admission.JsonEvents;
import java.io.IOException;

/** Takes the event or the array of events out of a body that is read whole first. */
final class JsonBody {
    private final EventBody body;
    private final int sizeMax;
    private final AdmitEvents admit;

    JsonBody(EventBody body, int sizeMax, AdmitEvents admit) {
        this.body = body;
        this.sizeMax = sizeMax;
        this.admit = admit;
    }

    void admitAll() throws IOException {
        ByteOrderMark.skip(body);
        // One byte more than is allowed, so that the body's end is seen, and the mark that was skipped.
        int bufferMax = sizeMax + 4;
        while (body.read(bufferMax)) {
            // Until the end.
        }
        if (isBlank()) {
            return;
        }
        JsonEvents events = JsonEvents.in(body.buffer, body.from, body.to, body::charge);
        for (int i = 0; i < events.count(); i++) {
            admit.event(body.buffer, events.from(i), events.to(i));
        }
        admit.foundNone(events.count() == 0);
    }

    private boolean isBlank() {
        for (int i = body.from; i < body.to; i++) {
            if (body.buffer[i] > ' ' || body.buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
