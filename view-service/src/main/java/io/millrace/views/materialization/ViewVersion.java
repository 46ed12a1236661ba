package io.millrace.views.materialization;

import io.millrace.api.view.PublishedView;

/** A version of a view: what has one changelog and one set of rows. */
public record ViewVersion(String view, int version) {
    public static ViewVersion of(PublishedView view) {
        return new ViewVersion(view.name(), view.version());
    }

    @Override
    public String toString() {
        return view + ".v" + version;
    }
}
