package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.views.materialization.ViewVersion;
import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.RowColumns;

/** What reading a view version needs to know of it, made once. */
public record ViewShape(ViewVersion version, RowColumns columns, KeyCodec keys) {
    static ViewShape of(PublishedView view) {
        return new ViewShape(ViewVersion.of(view), RowColumns.of(view), KeyCodec.of(view));
    }
}
