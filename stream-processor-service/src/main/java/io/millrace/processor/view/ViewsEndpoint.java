package io.millrace.processor.view;

import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.plan.CompiledView;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Definitions of views over HTTP. */
@RestController
@Tag(name = "Views", description = "Definitions of materialized views and their life")
class ViewsEndpoint {
    private static final int LIMIT_MAX = 1_000;
    private static final String SCOPE = "views";

    private final DefineViews define;
    private final StoreViews store;
    private final Views views;
    private final ViewStatuses statuses;
    private final Access access;

    ViewsEndpoint(DefineViews define, StoreViews store, Views views, ViewStatuses statuses, Access access) {
        this.define = define;
        this.store = store;
        this.views = views;
        this.statuses = statuses;
        this.access = access;
    }

    @PutMapping(
            path = "/api/views/{view}",
            consumes = {"application/sql", "text/plain"},
            produces = "application/json")
    @Operation(
            operationId = "putView",
            summary = "Create a view",
            description =
                    "One CREATE MATERIALIZED VIEW statement whose name is the path's. 201 when it is new, 200 when the"
                            + " same statement is there already, 409 VIEW_EXISTS when another is. CREATE OR REPLACE of"
                            + " another statement is 202: next tells of the version that is built beside the one that is"
                            + " served, and takes its place when it has caught up. 422 with line, column and hint.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = "application/sql", schema = @Schema(type = "string"))))
    @ApiResponse(responseCode = "200", description = "The same statement was there")
    @ApiResponse(responseCode = "201", description = "The view is new")
    @ApiResponse(
            responseCode = "202",
            description = "A version is built that takes the place of the one that is served")
    ResponseEntity<ViewStatus> put(@PathVariable String view, HttpServletRequest request) throws IOException {
        access.require(SCOPE);
        StoreViews.Stored stored = define.define(view, SqlBody.read(request.getInputStream()));
        View served =
                stored.view().isNext() ? views.named(view).orElseThrow(() -> StoreViews.notFound(view)) : stored.view();
        return ResponseEntity.status(status(stored)).eTag(etag(served)).body(statuses.of(served));
    }

    private static HttpStatus status(StoreViews.Stored stored) {
        if (!stored.created()) {
            return HttpStatus.OK;
        }
        return stored.view().isNext() ? HttpStatus.ACCEPTED : HttpStatus.CREATED;
    }

    @GetMapping(path = "/api/views/{view}", produces = "application/json")
    @Operation(operationId = "getView", summary = "A view's definition and how far it is")
    ResponseEntity<ViewStatus> get(@PathVariable String view) {
        requireReadable(view);
        View found = views.named(view).orElseThrow(() -> StoreViews.notFound(view));
        return ResponseEntity.ok().eTag(etag(found)).body(statuses.of(found));
    }

    @GetMapping(path = "/api/views", produces = "application/json")
    @Operation(
            operationId = "listViews",
            summary = "Views by name",
            description = "Those that the caller may read. Paged by Link rel=next.")
    ResponseEntity<List<ViewStatus>> list(
            @RequestParam(defaultValue = "100") int limit, @RequestParam(defaultValue = "") String cursor) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "limit is " + limit + "; use 1 to " + LIMIT_MAX + ".");
        }
        List<View> page = views.page(cursor, Limit.of(limit));
        List<View> readable =
                page.stream().filter(view -> isReadable(view.name())).toList();
        HttpHeaders headers = new HttpHeaders();
        if (page.size() == limit) {
            String next = URLEncoder.encode(page.getLast().name(), StandardCharsets.UTF_8);
            headers.set(HttpHeaders.LINK, "</api/views?limit=" + limit + "&cursor=" + next + ">; rel=\"next\"");
        }
        return ResponseEntity.ok().headers(headers).body(statuses.of(readable));
    }

    @DeleteMapping("/api/views/{view}")
    @Operation(
            operationId = "deleteView",
            summary = "Delete a view",
            description = "With its topics, its state and its rows. 204, then 404.")
    @ApiResponse(responseCode = "204", description = "It is gone")
    ResponseEntity<Void> delete(@PathVariable String view) {
        access.require(SCOPE);
        store.delete(view);
        return ResponseEntity.noContent().build();
    }

    @PostMapping(path = "/api/views/{view}/pause", produces = "application/json")
    @Operation(
            operationId = "pauseView",
            summary = "Stop a view",
            description = "Reads answer with what was there. A view that shares its runtime stops with the others, if"
                    + " together=true says so; else 409 RUNTIME_SHARED.")
    ViewStatus pause(@PathVariable String view, @RequestParam(defaultValue = "false") boolean together) {
        access.require(SCOPE);
        return statuses.of(store.change(view, together, View::pause));
    }

    @PostMapping(path = "/api/views/{view}/resume", produces = "application/json")
    @Operation(operationId = "resumeView", summary = "Let a paused or failed view run again")
    ViewStatus resume(@PathVariable String view, @RequestParam(defaultValue = "false") boolean together) {
        access.require(SCOPE);
        return statuses.of(store.change(view, together, View::resume));
    }

    @PostMapping(
            path = "/api/views/plan",
            consumes = {"application/sql", "text/plain"},
            produces = "application/json")
    @Operation(
            operationId = "planView",
            summary = "Check a statement and show its plan, without creating anything",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = "application/sql", schema = @Schema(type = "string"))))
    PlannedView plan(HttpServletRequest request) throws IOException {
        access.require(SCOPE);
        CompiledView compiled = define.plan(SqlBody.read(request.getInputStream()));
        return PlannedView.of(compiled);
    }

    @PostMapping(path = "/api/views/batch", consumes = "application/json", produces = "application/json")
    @Operation(
            operationId = "createViews",
            summary = "Create several views; those over one stream share one runtime",
            description = "All statements are checked before any view is created; a refusal names the statement by its"
                    + " pointer, /views/0/sql, with line and column. Views that are there already with the same statement"
                    + " stay as they are.")
    List<BatchedView> batch(@org.springframework.web.bind.annotation.RequestBody ViewBatch batch) {
        access.require(SCOPE);
        return define.defineAll(batch.statements()).stream()
                .map(stored -> new BatchedView(
                        stored.view().name(), stored.created(), stored.view().runtime()))
                .toList();
    }

    private void requireReadable(String view) {
        if (!isReadable(view)) {
            access.require("read", view);
        }
    }

    private boolean isReadable(String view) {
        return access.allows(SCOPE) || access.allows("operate") || access.allows("read", view);
    }

    private static String etag(View view) {
        return "\"" + view.version() + "-" + Long.toString(view.changedAt().toEpochMilli(), 36) + "\"";
    }
}
