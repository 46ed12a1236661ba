package io.millrace.registry.catalog;

import io.millrace.api.contract.StreamSchema;
import io.millrace.registry.Paging;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue over HTTP, for everybody with a credential. */
@RestController
@Tag(name = "Streams", description = "Streams, their events and what was refused")
@RequestMapping("/api/streams")
class StreamsEndpoint {
    private final Streams streams;
    private final Access access;

    StreamsEndpoint(Streams streams, Access access) {
        this.streams = streams;
        this.access = access;
    }

    /** The streams under active contracts, by name. */
    @Operation(operationId = "listStreams", summary = "Streams under active contracts, by name")
    @GetMapping
    ResponseEntity<List<StreamSchema>> list(
            @RequestParam(defaultValue = Paging.LIMIT_DEFAULT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        access.principal();
        Paging page = Paging.of(limit, cursor);
        return page.answer(streams.after(page.after(), page.fetch()), "/api/streams", StreamSchema::stream);
    }

    @Operation(operationId = "getStream", summary = "A stream with its columns, key and times")
    @GetMapping("/{stream}")
    StreamSchema stream(@PathVariable String stream) {
        access.principal();
        return streams.stream(stream);
    }
}
