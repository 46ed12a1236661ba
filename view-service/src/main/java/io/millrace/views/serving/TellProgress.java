package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ServedProgress;
import io.millrace.api.view.ServedViewsApi;
import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.identity.Access;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.SourceFreshness;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewCatalog;
import io.millrace.views.materialization.ViewVersion;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;

/** Tells other services how far views are served. */
@RestController
class TellProgress implements ServedViewsApi {
    private final ViewCatalog catalog;
    private final StoredRows stored;
    private final SourceFreshness freshness;
    private final Access access;

    TellProgress(ViewCatalog catalog, StoredRows stored, SourceFreshness freshness, Access access) {
        this.catalog = catalog;
        this.stored = stored;
        this.freshness = freshness;
        this.access = access;
    }

    @Override
    public ServedProgress progress(String view) {
        access.requireService();
        return catalog.views().stream()
                .filter(known -> known.name().equals(view))
                .findFirst()
                .map(this::toldWithNext)
                .orElseThrow(() -> new MillraceException(
                        CommonError.NOT_FOUND, "View '" + view + "' is not served yet. Ask again in a moment."));
    }

    @Override
    public List<ServedProgress> progress() {
        access.requireService();
        return catalog.views().stream()
                .sorted(Comparator.comparing(PublishedView::name))
                .map(this::toldWithNext)
                .toList();
    }

    /** The next version is looked at after the one that is served, so that it is not told to be behind when it is not. */
    private ServedProgress toldWithNext(PublishedView view) {
        PublishedView next = view.next();
        return next == null ? told(view, null) : told(view, () -> told(next, null));
    }

    private ServedProgress told(PublishedView view, @Nullable Supplier<ServedProgress> next) {
        Cut cut = cut(view);
        SourceFreshness.Freshness fresh = freshness.of(view, cut);
        Instant asOf = fresh.asOf();
        Long lagMs = fresh.lagMs();
        return new ServedProgress(
                view.name(),
                view.version(),
                cut.epoch(),
                !cut.isConsistent(),
                SourceFreshness.progress(view, cut.frontier()),
                asOf == null || lagMs == null ? null : new ViewStatus.Freshness(asOf, lagMs),
                fresh.watermark(),
                cut.frontier().position().token(),
                cut.frontier().lateRows(),
                cut.rows(),
                next == null ? null : next.get());
    }

    private Cut cut(PublishedView view) {
        try {
            return stored.cut(ViewVersion.of(view));
        } catch (RedisUnavailableException e) {
            throw new MillraceException(
                    CommonError.UNAVAILABLE, "Redis does not answer as it should. Try again in a moment.", e);
        }
    }
}
