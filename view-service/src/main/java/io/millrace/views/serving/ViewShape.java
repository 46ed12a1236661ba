package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.views.materialization.ViewVersion;
import io.millrace.views.row.IndexCodec;
import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.RowColumns;
import java.util.List;

/** What reading a view version needs to know of it, made once. */
public record ViewShape(ViewVersion version, RowColumns columns, KeyCodec keys, List<IndexCodec> indexes) {
    /** @throws IllegalArgumentException where a column has a type that cannot be served */
    public static ViewShape of(PublishedView view) {
        return new ViewShape(ViewVersion.of(view), RowColumns.of(view), KeyCodec.of(view), IndexCodec.of(view));
    }
}
