package io.millrace.views.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewState;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.SourceFreshness;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a read of features answers.
 *
 * @param position what the values of any of the views include, and what was asked for; the next request may name it as its
 *     {@code after}
 * @param features what is true of all values of a feature, in the order of the request
 * @param rows one per key, in the order of the request
 */
record OnlineFeaturesReply(String position, List<Feature> features, List<Values> rows) {

    /**
     * A feature.
     *
     * @param name view.column
     * @param type in SQL
     * @param version of the view
     * @param state as the view's status has it; BACKFILLING where its rows are not whole yet
     * @param asOf every event acknowledged before it is in the values; absent while that is not known
     * @param lagMs how far behind the acknowledged events the values are, milliseconds; absent while that is not known
     * @param position what the values include
     */
    @Schema(name = "FeatureOfView")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Feature(
            String name,
            String type,
            String view,
            int version,
            ViewState state,
            @Nullable Instant asOf,
            @Nullable Long lagMs,
            String position) {

        static Feature of(
                PlannedFeatures.Feature feature, PublishedView view, Cut cut, SourceFreshness.Freshness fresh) {
            return new Feature(
                    feature.name(),
                    feature.type(),
                    view.name(),
                    view.version(),
                    RowsReply.state(view, cut),
                    fresh.asOf(),
                    fresh.lagMs(),
                    cut.frontier().position().token());
        }
    }

    /**
     * The values of one key.
     *
     * @param key as it was sent
     * @param values in the order of the features
     * @param statuses per value: PRESENT, from the row, also where it is null there; DEFAULT, there is no row and it is the
     *     request's; ABSENT, there is no row and it is null
     */
    @Schema(name = "FeatureValuesOfKey")
    record Values(Map<String, Object> key, List<@Nullable Object> values, List<FeatureValues.Status> statuses) {}
}
