package io.millrace.processor.view;

import io.millrace.api.view.ViewDiff;
import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** From one version of a view to the next and back, over HTTP. */
@RestController
@Tag(name = "Views")
class ReplacementEndpoint {
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String SCOPE = "views";

    private final Views views;
    private final StoreReplacements replacements;
    private final Comparisons comparisons;
    private final ViewStatuses statuses;
    private final Access access;

    ReplacementEndpoint(
            Views views,
            StoreReplacements replacements,
            Comparisons comparisons,
            ViewStatuses statuses,
            Access access) {
        this.views = views;
        this.replacements = replacements;
        this.comparisons = comparisons;
        this.statuses = statuses;
        this.access = access;
    }

    @GetMapping(path = "/api/views/{view}/diff", produces = "application/json")
    @Operation(
            operationId = "diffView",
            summary = "How the rows of the next version differ from those that are served",
            description =
                    "Both with the same events, key by key, in the columns that both have. 404 NO_DIFF where no next"
                            + " version is being built, or its rows were not compared yet or cannot be: the detail says why.")
    @ApiResponse(
            responseCode = "200",
            description = "What differs, with at most 100 samples",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ViewDiff.class)))
    String diff(@PathVariable String view) {
        if (!access.allows("operate")) {
            access.require(SCOPE);
        }
        View served = named(view);
        View next = views.next(view)
                .orElseThrow(() -> noDiff("View " + view + " has no next version. CREATE OR REPLACE MATERIALIZED VIEW"
                        + " builds one; version " + served.version() + " is served."));
        Optional<Comparison> comparison = comparisons.find(next.id());
        return comparison
                .flatMap(Comparison::diff)
                .orElseThrow(
                        () -> noDiff(
                                comparison
                                        .flatMap(Comparison::refusal)
                                        .map(refusal -> "Version " + next.version() + " cannot be compared. " + refusal)
                                        .orElse(
                                                "Version " + next.version() + " of view " + view
                                                        + " was not compared yet: that is done when it has caught up. Try again in a moment.")));
    }

    private static MillraceException noDiff(String why) {
        return new MillraceException(ProcessorError.NO_DIFF, why);
    }

    @PostMapping(path = "/api/views/{view}/cutover", produces = "application/json")
    @Operation(
            operationId = "cutOverView",
            summary = "Serve the next version of a view, however its rows differ",
            description =
                    "200 when it is served; 202 where it has not caught up within 10 seconds: it is served as soon as it"
                            + " has. 409 VIEW_STATE where there is none.")
    @ApiResponse(responseCode = "200", description = "The next version is served")
    @ApiResponse(responseCode = "202", description = "It is served as soon as it has caught up")
    ResponseEntity<ViewStatus> cutOver(@PathVariable String view) {
        access.require(SCOPE);
        int before = replacements.askForCutOver(view).version();
        long until = System.nanoTime() + WAIT.toNanos();
        View served = named(view);
        while (served.version() == before && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK.toNanos());
            served = named(view);
        }
        HttpStatus status = served.version() == before ? HttpStatus.ACCEPTED : HttpStatus.OK;
        return ResponseEntity.status(status).body(statuses.of(served));
    }

    @PostMapping(path = "/api/views/{view}/rollback", produces = "application/json")
    @Operation(
            operationId = "rollBackView",
            summary = "Serve the version of a view again that was served before",
            description =
                    "At once: it was kept up to date, for a day by default. The version that was served is kept now, so"
                            + " that a second roll back serves that again. 409 VIEW_STATE where none is kept.")
    @ApiResponse(responseCode = "200", description = "The previous version is served")
    ViewStatus rollBack(@PathVariable String view) {
        access.require(SCOPE);
        return statuses.of(replacements.rollBack(view));
    }

    private View named(String view) {
        return views.named(view).orElseThrow(() -> StoreViews.notFound(view));
    }
}
