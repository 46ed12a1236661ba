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
import io.millrace.views.receipt.IssueReceipts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers a read of one view: finds the view, waits for a position, describes what was found, sends and measures it. */
@Component
class AnswerRead {
    /** A client sends it back, and all headers of a request are 16 KiB at the gateway. */
    private static final int LINK_MAX = 12 * 1024;

    private final ViewReads reads;
    private final AwaitPosition await;
    private final SourceFreshness freshness;
    private final IssueReceipts receipts;
    private final SendAtPace sending;
    private final HopMeter meter;

    AnswerRead(
            ViewReads reads,
            AwaitPosition await,
            SourceFreshness freshness,
            IssueReceipts receipts,
            ServingSettings settings,
            HopMeters meters) {
        this.reads = reads;
        this.await = await;
        this.freshness = freshness;
        this.receipts = receipts;
        this.sending = new SendAtPace(settings, System::nanoTime);
        this.meter = meters.of(Measurement.Hop.SERVING);
    }

    /**
     * What a read found.
     *
     * @param json null where there is no such row
     * @param next where the next page begins; null where there is none
     * @param answered what a receipt is to say; null where none is wanted
     * @param closedAt since when that was the newest, where rows of before were wanted
     */
    record Found(
            Cut cut,
            byte @Nullable [] json,
            long rows,
            @Nullable Cursor next,
            IssueReceipts.@Nullable Answered answered,
            @Nullable Instant closedAt) {}

    /** Finds what is read. */
    @FunctionalInterface
    interface Finding {
        /** @param asOf null where the newest rows are wanted */
        Found find(PublishedView view, Preferences preferences, @Nullable AsOf asOf);
    }

    void answer(
            String name, HttpServletRequest request, HttpServletResponse response, RowFormat format, Finding finding)
            throws IOException {
        long begun = System.nanoTime();
        PublishedView view = reads.open(name);
        Preferences preferences = Preferences.parse(request.getHeaders("Prefer"));
        AsOf asOf = AsOf.of(request);
        Position after = RequestedPosition.of(request).merge(asOf == null ? Position.EMPTY : asOf.seen());
        Found found;
        try {
            view = await.seen(view, after, preferences.waitOrDefault());
            found = finding.find(view, preferences, asOf);
        } catch (RedisUnavailableException e) {
            throw ViewReads.unavailable(e);
        }
        SourceFreshness.Freshness fresh = freshness.of(view, found.cut());
        RowsReply reply = new RowsReply(request, response).describe(view, found.cut(), fresh);
        reply.header("Millrace-As-Of", found.closedAt());
        reply.header("Preference-Applied", preferences.applied(!after.isEmpty()));
        IssueReceipts.Answered answered = found.answered();
        reply.header("Millrace-Receipt", answered == null ? null : receipts.issue(view, found.cut(), answered));
        Cursor next = found.next();
        reply.header("Link", next == null ? null : link(request, next, found));
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
        if (lagMs != null && asOf == null) {
            counters.lag(lagMs);
        }
    }

    private static String link(HttpServletRequest request, Cursor next, Found found) {
        String query = QueryText.next(request.getQueryString(), next);
        if (found.closedAt() != null) {
            // A time may mean another epoch by then; a position does not.
            query = AsOf.PARAMETER + "=" + found.cut().frontier().position().token() + "&" + QueryText.newest(query);
        }
        String link = request.getRequestURI() + "?" + query;
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
