package io.millrace.views.subscription;

import io.millrace.api.view.PublishedView;
import io.millrace.views.materialization.ViewCatalog;
import org.jspecify.annotations.Nullable;

/** Sees when a view version is no longer the one that is served. */
final class ViewWatch {
    private final ViewCatalog catalog;
    private final PublishedView view;
    /** A view that was created a moment ago is served before the topic tells it. */
    private volatile boolean told;

    ViewWatch(ViewCatalog catalog, PublishedView view) {
        this.catalog = catalog;
        this.view = view;
    }

    /** Null while it is served. */
    ViewFeed.@Nullable End end() {
        PublishedView now = catalog.told(view.name()).orElse(null);
        if (now == null) {
            return told ? ViewFeed.End.DROPPED : null;
        }
        told = true;
        return now.version() > view.version() ? ViewFeed.End.REPLACED : null;
    }
}
