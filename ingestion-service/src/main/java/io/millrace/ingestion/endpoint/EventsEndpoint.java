package io.millrace.ingestion.endpoint;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.ingestion.IngestionReply;
import io.millrace.ingestion.IngestionError;
import io.millrace.ingestion.admission.StreamAdmission;
import io.millrace.ingestion.admission.StreamCatalog;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The door over HTTP. */
@RestController
@Tag(name = "Streams")
class EventsEndpoint {
    private static final String NDJSON = "application/x-ndjson";
    private static final String JSON = "application/json";

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
     * quarantine.
     */
    @Operation(
            operationId = "sendEvents",
            summary = "Send events",
            description = "One JSON object or an array (at most 5 MiB), or one object a line (at most 64 MiB); gzip is"
                    + " taken. The reply comes when every event is in the stream or in its quarantine. Whoever repeats a"
                    + " request that was not answered may double its events.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = JSON, schema = @Schema(type = "object")),
                                @Content(mediaType = NDJSON, schema = @Schema(type = "string"))
                            }))
    @ApiResponse(
            responseCode = "200",
            description = "All events are accepted",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = IngestionReply.class)))
    @ApiResponse(
            responseCode = "207",
            description = "Some events are accepted, others are in the quarantine",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = IngestionReply.class)))
    @ApiResponse(
            responseCode = "422",
            description = "No event is accepted, all are in the quarantine",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = IngestionReply.class)))
    @PostMapping(
            path = "/api/streams/{stream}/events",
            consumes = {JSON, NDJSON})
    ResponseEntity<Object> events(@PathVariable String stream, HttpServletRequest request) throws IOException {
        access.require("write", stream);
        StreamAdmission admission = streams.stream(stream);
        requireOpen(admission.schema());
        return requests.take(admission, access.principal().id(), request);
    }

    /** The events of a derived stream are what its query makes of others, and nothing else. */
    private static void requireOpen(StreamSchema schema) {
        if (schema.isDerived()) {
            throw new MillraceException(
                    IngestionError.STREAM_DERIVED,
                    "A query makes the events of the stream '" + schema.stream() + "' of those of "
                            + String.join(", ", schema.derivedFrom()) + ". Send events there.");
        }
    }
}
