package io.millrace.api.view;

import java.util.List;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Questions that services ask view-service about what it serves. For services only. */
@HttpExchange(url = "/internal/views", accept = "application/json")
public interface ServedViewsApi {
    /** 404 where view-service does not know the view yet. */
    @GetExchange("/{view}/progress")
    ServedProgress progress(@PathVariable String view);

    /** All views that are served. */
    @GetExchange("/progress")
    List<ServedProgress> progress();
}
