package io.millrace.ingestion.quarantine;

import io.millrace.api.ingestion.QuarantinedEvent;
import io.millrace.ingestion.admission.StreamCatalog;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The quarantine over HTTP. */
@RestController
@Tag(name = "Streams")
class QuarantineEndpoint {
    private static final int LIMIT_MAX = 1000;

    private final StreamCatalog streams;
    private final QuarantinePages pages;
    private final Access access;

    QuarantineEndpoint(StreamCatalog streams, QuarantinePages pages, Access access) {
        this.streams = streams;
        this.pages = pages;
        this.access = access;
    }

    /** Newest first; for those who may write to the stream, and operators. A page may hold fewer than {@code limit}. */
    @Operation(
            operationId = "listQuarantinedEvents",
            summary = "What was refused of a stream, newest first",
            description =
                    "For those who may write to the stream, and operators. A page may hold fewer than limit; Link rel=next says whether there are more.")
    @GetMapping(path = "/api/streams/{stream}/quarantine", produces = "application/json")
    ResponseEntity<List<QuarantinedEvent>> quarantine(
            @PathVariable String stream,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        if (!access.allows("operate")) {
            access.require("write", stream);
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "limit is " + limit + "; use 1 to " + LIMIT_MAX + ".");
        }
        QuarantineCursor from = cursor == null ? null : QuarantineCursor.parse(cursor);
        QuarantinePages.Page page = pages.page(streams.stream(stream).schema(), limit, from);
        HttpHeaders headers = new HttpHeaders();
        if (page.next() != null) {
            headers.set(
                    HttpHeaders.LINK,
                    "</api/streams/" + stream + "/quarantine?limit=" + limit + "&cursor="
                            + page.next().token() + ">; rel=\"next\"");
        }
        return ResponseEntity.ok().headers(headers).body(page.events());
    }
}
