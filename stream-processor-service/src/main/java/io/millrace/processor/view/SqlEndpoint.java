package io.millrace.processor.view;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Statements over HTTP. */
@RestController
@Tag(name = "SQL", description = "Statements about streams and views")
class SqlEndpoint {
    private static final int LIMIT_MAX = 1_000;

    private final RunStatement run;

    SqlEndpoint(RunStatement run) {
        this.run = run;
    }

    @PostMapping(
            path = "/api/sql",
            consumes = {"application/sql", "text/plain"},
            produces = "application/json")
    @Operation(
            operationId = "runSql",
            summary = "Run one statement",
            description = "CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS], CREATE TABLE, CREATE |"
                    + " DROP | DESCRIBE FUNCTION, EXPLAIN [PLAN | TOPOLOGY |"
                    + " LINEAGE | COST], SHOW VIEWS | STREAMS | TABLES | FUNCTIONS | RUNTIMES [LIKE '…'], SHOW"
                    + " CREATE VIEW | TABLE, DESCRIBE [EXTENDED], DROP MATERIALIZED VIEW | TABLE [IF EXISTS],"
                    + " PAUSE VIEW, RESUME VIEW, ALTER MATERIALIZED VIEW … SUSPEND | RESUME. limit and cursor"
                    + " count for SHOW; next is the cursor of what follows. 422 with line, column and hint.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = "application/sql", schema = @Schema(type = "string"))))
    SqlAnswer run(
            HttpServletRequest request,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "") String cursor)
            throws IOException {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "limit is " + limit + "; use 1 to " + LIMIT_MAX + ".");
        }
        return run.run(SqlBody.read(request.getInputStream()), new ShowThings.Page(limit, cursor));
    }
}
