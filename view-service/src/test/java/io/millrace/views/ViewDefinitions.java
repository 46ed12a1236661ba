package io.millrace.views;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.api.view.ViewState;
import java.time.Instant;
import java.util.List;

/** Definitions of views of which only the key and the columns matter. */
public final class ViewDefinitions {
    private ViewDefinitions() {}

    public static PublishedView of(List<String> key, ViewColumn... columns) {
        return of(key, List.of(), columns);
    }

    /** @param hidden columns of the key that are no members of the rows */
    public static PublishedView of(List<String> key, List<ViewColumn> hidden, ViewColumn... columns) {
        return named("v", key, hidden, columns);
    }

    public static PublishedView named(String name, List<String> key, List<ViewColumn> hidden, ViewColumn... columns) {
        return indexed(name, key, hidden, List.of(), columns);
    }

    public static PublishedView indexed(
            String name, List<String> key, List<ViewColumn> hidden, List<ViewIndex> indexes, ViewColumn... columns) {
        return new PublishedView(
                PublishedView.TYPE,
                PublishedView.V,
                name,
                1,
                ViewState.RUNNING,
                null,
                "",
                key,
                hidden,
                List.of(columns),
                indexes,
                List.of(),
                1,
                "r",
                1,
                -1,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }
}
