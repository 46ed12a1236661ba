package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read of features, understood by what the views' versions are.
 *
 * @param features in the order in which they were named
 * @param views those that have the features
 */
record PlannedFeatures(List<Feature> features, List<OfView> views) {
    /**
     * @param view its place among the views
     * @param column its place among the view's columns
     * @param type in SQL
     * @param defaultJson what stands for a row that is not there; null where nothing does
     */
    record Feature(String name, int view, int column, String type, byte @Nullable [] defaultJson) {}

    /** @param keys the view's key of each key that was sent; null where no row can have it */
    record OfView(PublishedView view, ViewShape shape, List<byte @Nullable []> keys) {}
}
