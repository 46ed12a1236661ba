package io.millrace.orchestration.run;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.workflow.ReadWorkflow;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.util.UriComponentsBuilder;

/** Runs: start, history, cancel, retry, logs, events. Actions need {@code operate}; reading that or {@code workflows}. */
@RestController
@Tag(name = "Runs", description = "Executions of workflows")
class RunController {
    private static final String OPERATE = "operate";
    private static final String NEWEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    private final StartByHand startByHand;
    private final AdvanceRuns advanceRuns;
    private final Runs runs;
    private final RunEvents runEvents;
    private final FollowRun followRun;
    private final Access access;

    RunController(
            StartByHand startByHand,
            AdvanceRuns advanceRuns,
            Runs runs,
            RunEvents runEvents,
            FollowRun followRun,
            Access access) {
        this.startByHand = startByHand;
        this.advanceRuns = advanceRuns;
        this.runs = runs;
        this.runEvents = runEvents;
        this.followRun = followRun;
        this.access = access;
    }

    @Operation(operationId = "startRun", summary = "Start a run of a workflow")
    @ApiResponse(responseCode = "202", description = "It will run")
    @PostMapping(path = "/api/workflows/{id}/runs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ShownRun> start(
            @PathVariable String id, @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        access.require(OPERATE);
        UUID run = startByHand.start(id, key, access.principal().id());
        return accepted(read(run));
    }

    @Operation(operationId = "listRuns", summary = "Runs, newest first")
    @GetMapping(path = "/api/runs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<List<ShownRun>> list(
            @RequestParam(defaultValue = "") String workflow,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = NEWEST) UUID cursor) {
        requireReader();
        requireLimit(limit);
        if (!workflow.isEmpty() && !ReadWorkflow.NAME.matcher(workflow).matches()) {
            throw new MillraceException(CommonError.INVALID_PARAMETER, "workflow is not the name of one.");
        }
        List<Run> page = runs.page(workflow, states(state), cursor, Limit.of(limit + 1));
        ResponseEntity.BodyBuilder reply = ResponseEntity.ok();
        if (page.size() > limit) {
            String next = UriComponentsBuilder.fromPath("/api/runs")
                    .queryParam("limit", limit)
                    .queryParam("cursor", page.get(limit - 1).id())
                    .queryParamIfPresent("workflow", Optional.of(workflow).filter(text -> !text.isEmpty()))
                    .queryParamIfPresent("state", Optional.of(state).filter(text -> !text.isEmpty()))
                    .encode()
                    .toUriString();
            reply.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return reply.body(page.stream().limit(limit).map(ShownRun::summary).toList());
    }

    private static List<RunState> states(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        List<RunState> states = Arrays.stream(RunState.values())
                .filter(state -> name.isEmpty() || state.name().equals(name))
                .toList();
        if (states.isEmpty()) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "state must be one of " + Arrays.toString(RunState.values()) + ".");
        }
        return states;
    }

    @Operation(operationId = "getRun", summary = "A run with its steps")
    @GetMapping(path = "/api/runs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ShownRun get(@PathVariable UUID id) {
        requireReader();
        return ShownRun.whole(read(id));
    }

    @Operation(operationId = "cancelRun", summary = "Stop a run")
    @PostMapping(path = "/api/runs/{id}/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
    ShownRun cancel(@PathVariable UUID id) {
        access.require(OPERATE);
        return ShownRun.whole(advanceRuns.cancel(id, access.principal().id()));
    }

    /** Goes on with the steps that have not succeeded. */
    @Operation(operationId = "retryRun", summary = "Go on with the steps that have not succeeded")
    @ApiResponse(responseCode = "202", description = "It will run on")
    @PostMapping(path = "/api/runs/{id}/retry", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ShownRun> retry(@PathVariable UUID id) {
        access.require(OPERATE);
        return accepted(advanceRuns.retry(id, access.principal().id()));
    }

    /** Log entries, oldest first; the cursor is the number of the last one seen. */
    @Operation(operationId = "listRunLogs", summary = "Log entries of a run, oldest first")
    @GetMapping(path = "/api/runs/{id}/logs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<List<RunEvent>> logs(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") long cursor) {
        requireReader();
        requireLimit(limit);
        read(id);
        List<RunEvent> page = runEvents.logsAfter(id, cursor, limit + 1);
        ResponseEntity.BodyBuilder reply = ResponseEntity.ok();
        if (page.size() > limit) {
            String next = "/api/runs/" + id + "/logs?limit=" + limit + "&cursor="
                    + page.get(limit - 1).seq();
            reply.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return reply.body(page.stream().limit(limit).toList());
    }

    /** Everything that happens in the run until its end, as Server-Sent Events; 204 where the client has seen it all. */
    @Operation(
            operationId = "followRun",
            summary = "Everything that happens in a run until its end, as Server-Sent Events")
    @ApiResponse(responseCode = "200", description = "The events")
    @ApiResponse(responseCode = "204", description = "The client has seen them all")
    @GetMapping(path = "/api/runs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> events(
            @PathVariable UUID id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        requireReader();
        if (lastEventId != null && !lastEventId.matches("\\d{1,18}")) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "Last-Event-ID is not one that this service gave out.");
        }
        Run run = read(id);
        long seen = lastEventId == null ? 0 : Long.parseLong(lastEventId);
        if (run.state().hasEnded() && runEvents.after(id, seen, 1).isEmpty()) {
            return ResponseEntity.noContent().build();
        }
        return ResponseEntity.ok(followRun.from(id, seen));
    }

    private Run read(UUID id) {
        return runs.read(id).orElseThrow(() -> AdvanceRuns.notFound(id));
    }

    private static ResponseEntity<ShownRun> accepted(Run run) {
        return ResponseEntity.accepted()
                .header(HttpHeaders.LOCATION, "/api/runs/" + run.id())
                .body(ShownRun.whole(run));
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > 1000) {
            throw new MillraceException(CommonError.INVALID_PARAMETER, "limit is " + limit + "; use 1 to 1000.");
        }
    }

    private void requireReader() {
        if (!access.allows("workflows")) {
            access.require(OPERATE);
        }
    }
}
