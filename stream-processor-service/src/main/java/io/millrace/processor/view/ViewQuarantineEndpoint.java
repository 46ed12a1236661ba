package io.millrace.processor.view;

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

/**
 * Rows that a view could not take in. They can hold whole events with columns that the view does not show, so the right to
 * read the view is not enough.
 */
@RestController
@Tag(name = "Views")
class ViewQuarantineEndpoint {
    private static final int LIMIT_MAX = 1_000;

    private final Views views;
    private final ViewQuarantine quarantine;
    private final Access access;

    ViewQuarantineEndpoint(Views views, ViewQuarantine quarantine, Access access) {
        this.views = views;
        this.quarantine = quarantine;
        this.access = access;
    }

    @GetMapping(path = "/api/views/{view}/quarantine", produces = "application/json")
    @Operation(
            operationId = "listRefusedRows",
            summary = "Rows that an expression of the view could not evaluate, newest first")
    ResponseEntity<List<RefusedRow>> quarantine(
            @PathVariable String view,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        if (!access.allows("operate")) {
            access.require("views");
        }
        if (limit < 1 || limit > LIMIT_MAX || (cursor != null && cursor < 0)) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "limit is " + limit + " and cursor " + cursor + "; use a limit of 1 to " + LIMIT_MAX
                            + " and the cursor of a Link header.");
        }
        View found = views.named(view).orElseThrow(() -> StoreViews.notFound(view));
        ViewQuarantine.Page page = quarantine.page(found, limit, cursor);
        HttpHeaders headers = new HttpHeaders();
        if (page.next() != null) {
            headers.set(
                    HttpHeaders.LINK,
                    "</api/views/" + view + "/quarantine?limit=" + limit + "&cursor=" + page.next()
                            + ">; rel=\"next\"");
        }
        return ResponseEntity.ok().headers(headers).body(page.rows());
    }
}
