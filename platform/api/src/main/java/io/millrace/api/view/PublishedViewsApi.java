package io.millrace.api.view;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Questions that services ask stream-processor-service about definitions that they have not heard of yet. For services only. */
@HttpExchange(url = "/internal/view-definitions", accept = "application/json")
public interface PublishedViewsApi {
    /** 404 where no view has this name. */
    @GetExchange("/{view}")
    PublishedView view(@PathVariable String view);

    /** 404 where there never was such a version; one that was deleted has its lineage still. */
    @GetExchange("/{view}/versions/{version}/lineage")
    ViewLineage lineage(@PathVariable String view, @PathVariable int version);
}
