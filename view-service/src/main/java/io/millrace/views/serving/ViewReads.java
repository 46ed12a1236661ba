package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.identity.Access;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.ViewCatalog;
import io.millrace.views.materialization.ViewVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Finds the view of a read, and lets in who may read it. */
@Component
public class ViewReads {
    private static final int SHAPES_MAX = 10_000;

    private final ViewCatalog catalog;
    private final Access access;
    private final Map<ViewVersion, ViewShape> shapes = new ConcurrentHashMap<>();

    ViewReads(ViewCatalog catalog, Access access) {
        this.catalog = catalog;
        this.access = access;
    }

    /** @throws MillraceException where the caller may not read it, or it is not there */
    public PublishedView open(String name) {
        admit(name);
        return catalog.get(name);
    }

    /** @throws MillraceException where the caller may not read a view of this name, be it there or not */
    void admit(String name) {
        access.require("read", name);
    }

    /** What a reader is told while Redis does not answer. */
    static MillraceException unavailable(RedisUnavailableException e) {
        return new MillraceException(
                CommonError.UNAVAILABLE,
                "The rows of views cannot be read now, because Redis does not answer as it should. Try again in a moment.",
                e);
    }

    public ViewShape shape(PublishedView view) {
        ViewVersion version = ViewVersion.of(view);
        ViewShape known = shapes.get(version);
        if (known != null) {
            return known;
        }
        if (shapes.size() >= SHAPES_MAX) {
            shapes.clear();
        }
        try {
            return shapes.computeIfAbsent(version, key -> ViewShape.of(view));
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    CommonError.INTERNAL_ERROR, "View '" + view.name() + "' cannot be served: " + e.getMessage(), e);
        }
    }
}
