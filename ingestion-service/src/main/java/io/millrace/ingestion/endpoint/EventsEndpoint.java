package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.admission.StreamAdmission;
import io.millrace.ingestion.admission.StreamCatalog;
import io.millrace.starter.identity.Access;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The door over HTTP. */
@RestController
class EventsEndpoint {
    static final String NDJSON = "application/x-ndjson";
    static final String JSON = "application/json";

    private final Access access;
    private final StreamCatalog streams;
    private final TakeRequest requests;

    EventsEndpoint(Access access, StreamCatalog streams, TakeRequest requests) {
        this.access = access;
        this.streams = streams;
        this.requests = requests;
    }

    /**
     * Takes one JSON event, an array of them, or lines of them. The reply comes when every event is in Kafka or in the
     * quarantine. A client that repeats a request that was not answered may double its events.
     */
    @PostMapping(
            path = "/api/streams/{stream}/events",
            consumes = {JSON, NDJSON})
    ResponseEntity<Object> events(@PathVariable String stream, HttpServletRequest request) throws IOException {
        access.require("write", stream);
        StreamAdmission admission = streams.stream(stream);
        return requests.take(admission, request);
    }
}
