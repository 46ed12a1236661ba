package io.millrace.processor.view;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.PublishedViewsApi;
import io.millrace.api.view.ViewLineage;
import io.millrace.starter.identity.Access;
import org.springframework.web.bind.annotation.RestController;

/** Definitions for services that have not heard of them on millrace.views yet. */
@RestController
class ViewDefinitionsEndpoint implements PublishedViewsApi {
    private final Views views;
    private final TellLineage lineages;
    private final Access access;

    ViewDefinitionsEndpoint(Views views, TellLineage lineages, Access access) {
        this.views = views;
        this.lineages = lineages;
        this.access = access;
    }

    @Override
    public PublishedView view(String view) {
        access.requireService();
        return views.named(view)
                .map(served -> served.published(
                        views.next(view).orElse(null), views.previous(view).orElse(null)))
                .orElseThrow(() -> StoreViews.notFound(view));
    }

    @Override
    public ViewLineage lineage(String view, int version) {
        access.requireService();
        return lineages.of(views.version(view, version).orElseThrow(() -> StoreViews.notFound(view)));
    }
}
