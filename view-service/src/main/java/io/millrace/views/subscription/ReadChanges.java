package io.millrace.views.subscription;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.problem.Problems;
import io.millrace.views.serving.SelectedRows;
import io.millrace.views.serving.SendAtPace;
import io.millrace.views.serving.ServingSettings;
import io.millrace.views.serving.ViewReads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Subscriptions of views. Each is carried by the virtual thread of its request until it ends. */
@RestController
@Tag(name = "Rows", description = "What views hold")
class ReadChanges {
    private static final int RETRY_MS_MIN = 500;
    private static final int RETRY_MS_MAX = 3_000;

    private final ViewReads reads;
    private final Subscribing subscribing;
    private final SendAtPace sending;
    private final Clock clock;
    private final JsonMapper json;

    ReadChanges(ViewReads reads, Subscribing subscribing, ServingSettings serving, Clock clock, JsonMapper json) {
        this.reads = reads;
        this.subscribing = subscribing;
        this.sending = new SendAtPace(serving, System::nanoTime);
        this.clock = clock;
        this.json = json;
    }

    @Operation(
            operationId = "readChanges",
            summary = "The rows of a view, and then every change, as Server-Sent Events",
            description =
                    "reset: forget what you hold of the view, a snapshot follows (version, reason). snapshot: one row."
                            + " heartbeat: the events so far are the rows of one closed epoch; the first one ends the snapshot, others"
                            + " follow each epoch and every few seconds. upsert: a row came or changed, whole. delete: a row went, its"
                            + " key columns. error: a problem document, the last event. Filters are those of rows; a row that leaves"
                            + " them is told as delete.")
    @Parameter(
            name = "select",
            in = ParameterIn.QUERY,
            description = "columns, separated by commas",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Last-Event-ID",
            in = ParameterIn.HEADER,
            description = "id of the last event that was seen, to go on behind it; older than the view's history, or of"
                    + " another version: a new snapshot",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            description = "The events",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
    @GetMapping(path = "/api/views/{view}/changes", produces = "text/event-stream")
    void changes(@PathVariable String view, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PublishedView published = reads.open(view);
        Map<String, String[]> parameters = request.getParameterMap();
        SelectedRows selected = SelectedRows.of(reads.shape(published), parameters);
        String header = request.getHeader("Last-Event-ID");
        EventId seen = header == null || header.isEmpty() ? null : EventId.parse(header);
        try (ViewFeeds.Place place = subscribing.feeds().take()) {
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-store");
            if ("HEAD".equals(request.getMethod())) {
                return;
            }
            Subscriber subscriber = new Subscriber(sending, response.getOutputStream());
            subscriber.frames().retry(ThreadLocalRandom.current().nextInt(RETRY_MS_MIN, RETRY_MS_MAX));
            subscriber.flush();
            tell(new Told(published, selected, parameters), seen, subscriber);
        } catch (IOException e) {
            if (isTooSlow(e)) {
                subscribing.countCutOff();
            }
            throw e;
        }
    }

    private record Told(PublishedView view, SelectedRows selected, Map<String, String[]> parameters) {}

    /** The answer has begun: what goes wrong from here on is an event. */
    private void tell(Told first, @Nullable EventId seen, Subscriber subscriber) throws IOException {
        try {
            Reset reason = reset(first.view(), seen);
            Told told = first;
            ViewFeed.End end = subscription(told, reason == null ? seen : null, subscriber)
                    .run(reason == null ? Reset.HISTORY_LOST : reason);
            while (end == ViewFeed.End.REPLACED) {
                told = next(told);
                end = subscription(told, null, subscriber).run(Reset.REPLACED);
            }
            if (end == ViewFeed.End.DROPPED) {
                throw new MillraceException(
                        CommonError.NOT_FOUND, "View '" + told.view().name() + "' was deleted.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MillraceException e) {
            subscriber.frames().add("error", null, json.writeValueAsBytes(Problems.of(e)));
            subscriber.flush();
            if (e.code() == SubscriptionError.SUBSCRIBER_TOO_SLOW) {
                subscribing.countCutOff();
            }
        }
    }

    private Subscription subscription(Told told, @Nullable EventId seen, Subscriber subscriber) {
        return new Subscription(subscribing, subscriber, told.selected(), told.view(), seen);
    }

    private Told next(Told before) {
        PublishedView view = reads.open(before.view().name());
        return new Told(view, SelectedRows.of(reads.shape(view), before.parameters()), before.parameters());
    }

    /** Why the client cannot go on behind what it has seen; null where it can. */
    private @Nullable Reset reset(PublishedView view, @Nullable EventId seen) {
        if (seen == null) {
            return Reset.SUBSCRIBED;
        }
        if (seen.version() != view.version() || seen.place().offsets().size() != view.partitions()) {
            return Reset.REPLACED;
        }
        Duration age = Duration.between(seen.place().writtenAt(), clock.instant());
        return History.holds(view.historyMs(), age) ? null : Reset.TOO_OLD;
    }

    private static boolean isTooSlow(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException || cause instanceof CloseNowException) {
                return true;
            }
        }
        return false;
    }
}
