package io.millrace.views.serving;

import io.millrace.api.measurement.Measurement;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.SourceFreshness;
import io.millrace.views.materialization.StoredRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Reads of views: many rows by a query, or one by its key. */
@RestController
@Tag(name = "Rows", description = "What views hold")
class ReadRows {
    /** A client sends it back, and all headers of a request are 16 KiB at the gateway. */
    private static final int LINK_MAX = 12 * 1024;

    private final ViewReads reads;
    private final ScanRows scan;
    private final AwaitPosition await;
    private final SourceFreshness freshness;
    private final SendAtPace sending;
    private final HopMeter meter;

    ReadRows(
            ViewReads reads,
            ScanRows scan,
            AwaitPosition await,
            SourceFreshness freshness,
            ServingSettings settings,
            HopMeters meters) {
        this.reads = reads;
        this.scan = scan;
        this.await = await;
        this.freshness = freshness;
        this.sending = new SendAtPace(settings, System::nanoTime);
        this.meter = meters.of(Measurement.Hop.SERVING);
    }

    /** What a read found; {@code json} is null where there is no such row. */
    private record Found(
            Cut cut,
            byte @Nullable [] json,
            long rows,
            @Nullable Cursor next) {}

    @Operation(
            operationId = "readRows",
            summary = "Rows of a view",
            description =
                    "Filters are column=operator.value with eq, neq, gt, gte, lt, lte, in, like, ilike and is, each also"
                            + " after not.; all of them hold. In a pattern of like, % or * stands for any characters and _"
                            + " for one; is takes null, not_null, true, false and unknown. The rows are those of one"
                            + " closed epoch.")
    @Parameter(
            name = "select",
            in = ParameterIn.QUERY,
            description = "columns, separated by commas",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "order",
            in = ParameterIn.QUERY,
            description = "column.desc.nullslast, separated by commas",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "1 to 1000; 100 by default",
            schema = @Schema(type = "integer"))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "from the Link header of the page before",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Millrace-After",
            in = ParameterIn.HEADER,
            description = "position to wait for",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Prefer",
            in = ParameterIn.HEADER,
            description = "wait=seconds, decimals=string",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            description =
                    "The rows; Millrace-Freshness, Millrace-Watermark and Millrace-Position say what is in them, and"
                            + " Link rel=next whether there are more",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        array = @ArraySchema(schema = @Schema(type = "object"))),
                @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string")),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    @GetMapping(
            path = "/api/views/{view}/rows",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE, "text/csv"})
    void rows(@PathVariable String view, HttpServletRequest request, HttpServletResponse response) throws IOException {
        RowFormat format = RowFormat.accepted(Collections.list(request.getHeaders("Accept")));
        try (ReadMemory.Share memory = scan.open()) {
            answer(view, request, response, format, (published, preferences) -> {
                ViewShape shape = reads.shape(published);
                RowQuery query = ParseRowQuery.parse(shape.columns(), request.getParameterMap());
                ScanRows.Page page = scan.page(shape, query, memory);
                byte[] body = new WriteRows(shape.columns(), query.select(), preferences.decimalsAsText())
                        .rows(page.rows(), format);
                memory.keep(body.length);
                return new Found(page.cut(), body, page.rows().size(), page.next());
            });
        }
    }

    @Operation(
            operationId = "readRow",
            summary = "One row of a view",
            description =
                    "The key's values in key order, joined by commas; values that hold , / or % are read by filter.")
    @Parameter(
            name = "Millrace-After",
            in = ParameterIn.HEADER,
            description = "position to wait for",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Prefer",
            in = ParameterIn.HEADER,
            description = "wait=seconds, decimals=string",
            schema = @Schema(type = "string"))
    @ApiResponse(responseCode = "200", description = "The row", content = @Content(schema = @Schema(type = "object")))
    @GetMapping(path = "/api/views/{view}/rows/{key}", produces = "application/json")
    void row(
            @PathVariable String view,
            @PathVariable String key,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answer(view, request, response, RowFormat.JSON, (published, preferences) -> {
            ViewShape shape = reads.shape(published);
            StoredRows.StoredRow row = scan.row(shape, ParseKey.encoded(shape, key));
            byte[] json = row.json();
            byte[] body =
                    json == null ? null : new WriteRows(shape.columns(), null, preferences.decimalsAsText()).one(json);
            return new Found(row.cut(), body, 1, null);
        });
    }

    private interface Finding {
        Found find(PublishedView view, Preferences preferences);
    }

    private void answer(
            String name, HttpServletRequest request, HttpServletResponse response, RowFormat format, Finding finding)
            throws IOException {
        long begun = System.nanoTime();
        PublishedView view = reads.open(name);
        Preferences preferences = Preferences.parse(request.getHeaders("Prefer"));
        Position after = RequestedPosition.of(request);
        Found found;
        try {
            view = await.seen(view, after, preferences.waitOrDefault());
            found = finding.find(view, preferences);
        } catch (RedisUnavailableException e) {
            throw ViewReads.unavailable(e);
        }
        SourceFreshness.Freshness fresh = freshness.of(view, found.cut());
        RowsReply reply = new RowsReply(request, response).describe(view, found.cut(), fresh);
        reply.header("Preference-Applied", preferences.applied(!after.isEmpty()));
        Cursor next = found.next();
        reply.header("Link", next == null ? null : link(request, next));
        byte[] body = found.json();
        if (body == null) {
            throw new MillraceException(
                    CommonError.NOT_FOUND,
                    "View '" + name + "' has no row with this key in what it has taken in so far"
                            + (found.cut().isConsistent() ? "." : "; it is being built."));
        }
        reply.send(body, format, sending);
        HopMeter.Named counters = meter.named(name).in(1).out(found.rows()).bytes(body.length);
        counters.latency(System.nanoTime() - begun);
        Long lagMs = fresh.lagMs();
        if (lagMs != null) {
            counters.lag(lagMs);
        }
    }

    private static String link(HttpServletRequest request, Cursor next) {
        String link = request.getRequestURI() + "?" + QueryText.next(request.getQueryString(), next);
        if (link.length() > LINK_MAX) {
            throw new MillraceException(
                    ServingError.LINK_TOO_LONG,
                    "The address of the next page would have " + link.length() + " characters; " + LINK_MAX
                            + " are possible. Order by shorter columns, use fewer filter values, or ask for a row with a"
                            + " long key by itself.");
        }
        return "<" + link + ">; rel=\"next\"";
    }
}
