package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.springframework.stereotype.Component;

/** Finds the views that one read touches, and lets in who may read them all. */
@Component
class OpenViews {
    private final ViewReads reads;
    private final AwaitPosition await;

    OpenViews(ViewReads reads, AwaitPosition await) {
        this.reads = reads;
        this.await = await;
    }

    /**
     * The views by name, in the order of the names. What a caller may not read it hears nothing of, also not that it is not
     * there.
     *
     * @param pointers per name where it stands in the body
     * @param violations gets the names of views that are not there
     * @throws MillraceException where the caller may not read one of them, or that cannot be told now
     */
    SequencedMap<String, PublishedView> open(Map<String, String> pointers, Violations violations) {
        pointers.keySet().forEach(reads::admit);
        SequencedMap<String, PublishedView> views = new LinkedHashMap<>();
        pointers.forEach((name, pointer) -> {
            try {
                views.put(name, reads.open(name));
            } catch (MillraceException e) {
                if (e.code() != CommonError.NOT_FOUND) {
                    throw e;
                }
                violations.add(pointer, "UNKNOWN_VIEW", e.detail());
            }
        });
        return views;
    }

    /**
     * The versions of the views that have seen a position, all of them within one wait.
     *
     * @throws MillraceException with {@link ServingError#POSITION_NOT_REACHED} or {@link ServingError#TOO_MANY_WAITING}
     */
    SequencedMap<String, PublishedView> seen(Map<String, PublishedView> views, Position after, Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        SequencedMap<String, PublishedView> seen = new LinkedHashMap<>();
        views.forEach((name, view) -> {
            Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            seen.put(name, await.seen(view, after, left));
        });
        return seen;
    }

    ViewShape shape(PublishedView view) {
        return reads.shape(view);
    }
}
