package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.identity.Access;
import io.millrace.starter.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verification of a view over HTTP. The answer is a line of JSON at least each second while there is work, and then the result
 * or the problem: nothing of it is kept, whichever copy answers, and a client that goes away ends the work.
 */
@RestController
@Tag(name = "Views")
class VerifyViewEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyViewEndpoint.class);

    private final Views views;
    private final VerifyView verify;
    private final ViewChecks checks;
    private final Access access;
    private final JsonMapper json;

    VerifyViewEndpoint(Views views, VerifyView verify, ViewChecks checks, Access access, JsonMapper json) {
        this.views = views;
        this.verify = verify;
        this.checks = checks;
        this.access = access;
        this.json = json;
    }

    @PostMapping(path = "/api/views/{view}/verify", produces = "application/x-ndjson")
    @Operation(
            operationId = "verifyView",
            summary = "Make a view's rows anew from its streams and compare them with those that are served",
            description =
                    "Lines of JSON: {\"eventsRead\",\"eventsToRead\"} while it works, at the end {\"result\":{…}} or"
                            + " {\"problem\":{…}}. Closing the connection ends the work. One at a time per copy of the"
                            + " service; at most 20,000,000 events, 200,000 rows and 64 MiB of them.")
    @ApiResponse(
            responseCode = "200",
            description = "The lines",
            content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = "string")))
    void verify(@PathVariable String view, HttpServletResponse response) throws IOException {
        View found = allowed(view);
        VerificationLines lines = new VerificationLines(json, response, System::nanoTime);
        try {
            lines.write(new Verification.Result(verify.verify(found, lines::step)));
        } catch (MillraceException e) {
            if (!lines.begun()) {
                throw e;
            }
            lines.write(Map.of("problem", Problems.of(e)));
        } catch (UncheckedIOException e) {
            LOG.info("Nobody waits any more for the verification of {}: it was ended", view);
        }
    }

    private View allowed(String view) {
        if (!access.allows("operate")) {
            access.require("views");
        }
        return views.named(view).orElseThrow(() -> StoreViews.notFound(view));
    }

    @GetMapping(path = "/api/views/{view}/check", produces = "application/json")
    @Operation(
            operationId = "getCheck",
            summary = "What the last check of a view on its schedule has found",
            description =
                    "WITH (verify_every = '1 day') has a view verified once a day. 404 NO_CHECK where that was not done"
                            + " yet or could not be: the detail says why.")
    @ApiResponse(
            responseCode = "200",
            description = "As the result of a verification",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Verification.class)))
    String check(@PathVariable String view) {
        View found = allowed(view);
        Optional<ViewCheck> check = checks.find(found.id());
        return check.flatMap(ViewCheck::verification)
                .orElseThrow(() -> new MillraceException(
                        ProcessorError.NO_CHECK,
                        check.flatMap(ViewCheck::refusal)
                                .map(refusal -> "View " + view + " could not be checked. " + refusal)
                                .orElse(
                                        found.definition().verifyEveryMs() == null
                                                ? "View " + view + " has no schedule: WITH (verify_every = '1 day')"
                                                        + " gives it one, and POST /api/views/" + view
                                                        + "/verify verifies it now."
                                                : "View " + view + " was not checked yet. Try again in a moment.")));
    }
}
