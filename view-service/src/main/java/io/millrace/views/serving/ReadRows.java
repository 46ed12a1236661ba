package io.millrace.views.serving;

import io.millrace.views.materialization.StoredRows;
import io.millrace.views.receipt.DigestRows;
import io.millrace.views.receipt.IssueReceipts;
import io.millrace.views.receipt.Receipt;
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
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Reads of views: many rows by a query, or one by its key. */
@RestController
@Tag(name = "Rows", description = "What views hold")
class ReadRows {
    private final ViewReads reads;
    private final ScanRows scan;
    private final ReadPast past;
    private final AnswerRead answering;

    ReadRows(ViewReads reads, ScanRows scan, ReadPast past, AnswerRead answering) {
        this.reads = reads;
        this.scan = scan;
        this.past = past;
        this.answering = answering;
    }

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
            description =
                    "columns, separated by commas; with functions, as in country,orders:count(),amount.sum(), one row of"
                            + " each group",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "order",
            in = ParameterIn.QUERY,
            description = "column.desc.nullslast, separated by commas",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "1 to 1000; 100 by default, of groups 1000",
            schema = @Schema(type = "integer"))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "from the Link header of the page before",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "as_of",
            in = ParameterIn.QUERY,
            description =
                    "a time with its offset, or a position: the rows as they were then, within the view's history",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Millrace-After",
            in = ParameterIn.HEADER,
            description = "position to wait for",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Prefer",
            in = ParameterIn.HEADER,
            description = "wait=seconds, decimals=string, receipt",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            description =
                    "The rows; Millrace-Freshness, Millrace-Watermark and Millrace-Position say what is in them, Link"
                            + " rel=next whether there are more, and Millrace-Receipt is what POST /api/receipts/verify"
                            + " takes, where a receipt was preferred",
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
            answering.answer(view, request, response, format, (published, preferences, asOf) -> {
                ViewShape shape = reads.shape(published);
                RowQuery query = ParseRowQuery.parse(shape.columns(), AsOf.without(request.getParameterMap()));
                ReadPast.PastPage before =
                        asOf == null ? null : past.page(published, shape, query, asOf, memory, GatherPage.BYTES_MAX);
                ScanRows.Page page = before == null ? scan.page(shape, query, memory) : before.page();
                WriteRows writing = query.writing(shape.columns(), preferences.decimalsAsText());
                byte[] body = writing.rows(page.rows(), format);
                IssueReceipts.Answered answered = preferences.receipt()
                        ? new IssueReceipts.Answered(
                                new Receipt.Question.ByQuery(
                                        QueryText.limited(QueryText.newest(request.getQueryString()), query.limit())),
                                preferences.decimalsAsText(),
                                digest(page.rows(), writing),
                                page.next() != null)
                        : null;
                memory.keep(body.length);
                return new AnswerRead.Found(
                        page.cut(),
                        body,
                        page.rows().size(),
                        page.next(),
                        answered,
                        before == null ? null : before.closedAt());
            });
        }
    }

    @Operation(
            operationId = "readRow",
            summary = "One row of a view",
            description =
                    "The key's values in key order, joined by commas; values that hold , / or % are read by filter.")
    @Parameter(
            name = "as_of",
            in = ParameterIn.QUERY,
            description =
                    "a time with its offset, or a position: the rows as they were then, within the view's history",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Millrace-After",
            in = ParameterIn.HEADER,
            description = "position to wait for",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Prefer",
            in = ParameterIn.HEADER,
            description = "wait=seconds, decimals=string, receipt",
            schema = @Schema(type = "string"))
    @ApiResponse(responseCode = "200", description = "The row", content = @Content(schema = @Schema(type = "object")))
    @GetMapping(path = "/api/views/{view}/rows/{key}", produces = "application/json")
    void row(
            @PathVariable String view,
            @PathVariable String key,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        try (ReadMemory.Share memory = scan.open()) {
            answering.answer(view, request, response, RowFormat.JSON, (published, preferences, asOf) -> {
                ViewShape shape = reads.shape(published);
                byte[] encoded = ParseKey.encoded(shape, key);
                ReadPast.PastRows before = asOf == null
                        ? null
                        : past.rows(
                                published,
                                shape,
                                Collections.singletonList(encoded),
                                asOf,
                                memory,
                                GatherPage.BYTES_MAX);
                StoredRows.StoredRow row = before == null
                        ? scan.row(shape, encoded)
                        : new StoredRows.StoredRow(before.cut(), before.rows().getFirst());
                byte[] json = row.json();
                WriteRows writing = new WriteRows(shape.columns(), null, preferences.decimalsAsText());
                byte[] body = json == null ? null : writing.one(json);
                IssueReceipts.Answered answered = preferences.receipt()
                        ? new IssueReceipts.Answered(
                                new Receipt.Question.ByKey(key),
                                preferences.decimalsAsText(),
                                digest(json == null ? List.of() : List.of(json), writing),
                                false)
                        : null;
                return new AnswerRead.Found(
                        row.cut(), body, 1, null, answered, before == null ? null : before.closedAt());
            });
        }
    }

    private static DigestRows digest(List<byte[]> rows, WriteRows writing) {
        DigestRows digest = new DigestRows();
        rows.forEach(row -> digest.add(writing.one(row)));
        return digest;
    }
}
