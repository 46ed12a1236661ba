package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.receipt.IssueReceipts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads several views in cuts that agree, where there are such. Cuts that are overtaken are chosen anew, a bounded number of times. */
@Component
class ReadSeveral {
    /** What is written of a part is held once as it is and once as the answer. */
    private static final int COPIES = 2;

    private final OpenViews views;
    private final FindCommonCut common;
    private final ReadAtCut reading;
    private final IssueReceipts receipts;

    ReadSeveral(OpenViews views, FindCommonCut common, ReadAtCut reading, IssueReceipts receipts) {
        this.views = views;
        this.common = common;
        this.reading = reading;
        this.receipts = receipts;
    }

    /**
     * What one read has found.
     *
     * @param closedAt since when that was the newest, where rows of before were wanted
     * @param receipt null where none is wanted
     */
    record Part(
            PublishedView view,
            Cut cut,
            ReadAtCut.Rows rows,
            @Nullable Instant closedAt,
            @Nullable String receipt) {}

    /**
     * @param isConsistent whether all rows are of one moment
     * @param parts in the order of the reads
     */
    record Answer(boolean isConsistent, List<Part> parts) {}

    /**
     * @throws MillraceException where something is wrong in the reads, or there is no such answer now
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    Answer read(RequestedReads requested, Preferences preferences, ReadMemory.Share share) {
        long until = System.nanoTime() + preferences.waitOrDefault().toNanos();
        Violations violations = new Violations();
        SequencedMap<String, PublishedView> opened = views.open(requested.views(), violations);
        List<PlannedRead> plan = plan(requested, opened, violations);
        SequencedMap<String, PublishedView> seen = views.seen(opened, requested.seen(), left(until));
        if (!seen.equals(opened)) {
            plan = plan(requested, seen, violations);
        }
        AsOf asOf = requested.asOf();
        if (asOf != null) {
            return past(plan, seen, asOf, requested.consistent(), preferences, share);
        }
        for (int attempt = 0; attempt < ScanRows.ATTEMPTS_MAX; attempt++) {
            FindCommonCut.Found cuts =
                    common.of(List.copyOf(seen.values()), requested.after(), requested.consistent(), left(until));
            try {
                List<Part> parts = parts(plan, seen, cuts.cuts(), preferences, share);
                return new Answer(
                        cuts.isCommon(), parts.stream().map(this::withReceipt).toList());
            } catch (StoredRows.CutExpiredException e) {
                share.startOver();
            }
        }
        throw ScanRows.movesTooFast("The views " + String.join(", ", seen.keySet()) + " were");
    }

    private Part withReceipt(Part part) {
        IssueReceipts.Answered answered = part.rows().answered();
        return answered == null
                ? part
                : new Part(
                        part.view(),
                        part.cut(),
                        part.rows(),
                        part.closedAt(),
                        receipts.issue(part.view(), part.cut(), answered));
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    private List<PlannedRead> plan(RequestedReads requested, Map<String, PublishedView> opened, Violations violations) {
        List<PlannedRead> plan = new ArrayList<>();
        for (RequestedReads.Read read : requested.reads()) {
            PublishedView view = opened.get(read.view());
            if (view != null) {
                plan.add(PlannedRead.of(read, views.shape(view), violations));
            }
        }
        violations.refuse();
        return plan;
    }

    private List<Part> parts(
            List<PlannedRead> plan,
            SequencedMap<String, PublishedView> views,
            List<Cut> cuts,
            Preferences preferences,
            ReadMemory.Share share)
            throws StoredRows.CutExpiredException {
        Map<String, Cut> cutOf = new HashMap<>();
        views.keySet().forEach(name -> cutOf.put(name, cuts.get(cutOf.size())));
        List<Part> parts = new ArrayList<>();
        long bytes = 0;
        for (PlannedRead read : plan) {
            String name = read.shape().version().view();
            Cut cut = Objects.requireNonNull(cutOf.get(name));
            long left = Math.max(0, GatherPage.BYTES_MAX - bytes);
            ReadAtCut.Rows rows = reading.read(read, cut, preferences, share, left);
            bytes += rows.json().length;
            share.finish((long) COPIES * rows.json().length);
            parts.add(new Part(view(read, views), cut, rows, null, null));
        }
        return parts;
    }

    /** Views of one runtime had closed the same epochs at a moment, or a few milliseconds apart. */
    private Answer past(
            List<PlannedRead> plan,
            SequencedMap<String, PublishedView> views,
            AsOf asOf,
            boolean demanded,
            Preferences preferences,
            ReadMemory.Share share) {
        long begun = System.nanoTime();
        List<Part> parts = new ArrayList<>();
        ObservedCuts observed = new ObservedCuts(
                plan.stream().map(read -> ViewSources.of(view(read, views))).toList(), Position.EMPTY);
        long bytes = 0;
        for (PlannedRead read : plan) {
            PublishedView view = view(read, views);
            if (System.nanoTime() - begun > ReadPast.READ_MAX.toNanos()) {
                throw ReadPast.tooLong(view);
            }
            long left = Math.max(0, GatherPage.BYTES_MAX - bytes);
            ReadAtCut.Past found = reading.readPast(read, view, asOf, preferences, share, left);
            bytes += found.rows().json().length;
            share.finish((long) COPIES * found.rows().json().length);
            observed.add(parts.size(), found.cut());
            parts.add(withReceipt(new Part(view, found.cut(), found.rows(), found.closedAt(), null)));
        }
        boolean isCommon = observed.agreeing() != null;
        if (demanded && !isCommon) {
            throw new MillraceException(
                    ServingError.NO_COMMON_POSITION,
                    "The views had included different parts of their common streams at that moment. Ask for the position"
                            + " of an answer that was consistent, for a moment a little later, or without 'consistent'.");
        }
        return new Answer(isCommon, parts);
    }

    private static PublishedView view(PlannedRead read, SequencedMap<String, PublishedView> views) {
        return Objects.requireNonNull(views.get(read.shape().version().view()));
    }
}
