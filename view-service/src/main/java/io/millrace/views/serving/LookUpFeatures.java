package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import io.millrace.views.row.Row;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the values of features of many keys: each view once, for all keys. */
@Component
class LookUpFeatures {
    /** Values are held once as they are and twice as the answer. */
    private static final int COPIES = 3;

    private static final FeatureValues.Value ABSENT =
            new FeatureValues.Value(FeatureValues.Status.ABSENT, "null".getBytes(StandardCharsets.UTF_8));

    private final OpenViews views;
    private final LookUpKeys lookUp;

    LookUpFeatures(OpenViews views, LookUpKeys lookUp) {
        this.views = views;
        this.lookUp = lookUp;
    }

    /**
     * The features as the views have them that have seen what is asked for.
     *
     * @throws MillraceException where something is wrong in the request, or a view has not seen the position in time
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    PlannedFeatures plan(RequestedFeatures requested, Preferences preferences) {
        Violations violations = new Violations();
        SequencedMap<String, PublishedView> opened = views.open(requested.views(), violations);
        PlannedFeatures plan =
                new PlanFeatures(requested, preferences.decimalsAsText(), violations).plan(opened, views::shape);
        SequencedMap<String, PublishedView> seen = views.seen(opened, requested.after(), preferences.waitOrDefault());
        return seen.equals(opened)
                ? plan
                : new PlanFeatures(requested, preferences.decimalsAsText(), violations).plan(seen, views::shape);
    }

    /**
     * @throws MillraceException with {@link ServingError#VIEW_MOVES_TOO_FAST}, {@link ServingError#ANSWER_TOO_LARGE} or
     *     {@link ServingError#TOO_MANY_READS}
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    FeatureValues values(PlannedFeatures plan, boolean decimalsAsText, ReadMemory.Share share) {
        int keys = plan.views().getFirst().keys().size();
        FeatureValues.Value[][] values =
                new FeatureValues.Value[keys][plan.features().size()];
        List<Cut> cuts = new ArrayList<>();
        List<Long> present = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        long left = GatherPage.BYTES_MAX;
        for (int view = 0; view < plan.views().size(); view++) {
            PlannedFeatures.OfView of = plan.views().get(view);
            LookUpKeys.Found found = lookUp.visible(of.shape().version(), of.keys(), share, left);
            Columns columns = new Columns(plan, view, decimalsAsText);
            for (int key = 0; key < keys; key++) {
                columns.put(found.rows().get(key), values[key]);
            }
            cuts.add(found.cut());
            present.add(columns.present);
            bytes.add(columns.bytes);
            share.finish(COPIES * columns.bytes);
            left = Math.max(0, left - columns.bytes);
        }
        return new FeatureValues(cuts, Arrays.stream(values).map(List::of).toList(), present, bytes);
    }

    /** The features of one view. */
    private static final class Columns {
        private final PlannedFeatures plan;
        private final int view;
        private final ViewShape shape;
        private final WriteRows writing;
        private long present;
        private long bytes;

        Columns(PlannedFeatures plan, int view, boolean decimalsAsText) {
            this.plan = plan;
            this.view = view;
            this.shape = plan.views().get(view).shape();
            this.writing = new WriteRows(shape.columns(), null, decimalsAsText);
        }

        /** Puts the view's values of one key where they belong. */
        void put(byte @Nullable [] json, FeatureValues.Value[] values) {
            Row row = json == null ? null : Row.of(shape.columns(), json);
            present += row == null ? 0 : 1;
            for (int i = 0; i < values.length; i++) {
                PlannedFeatures.Feature feature = plan.features().get(i);
                if (feature.view() == view) {
                    values[i] = row == null ? missing(feature) : present(row, feature);
                    bytes += values[i].json().length;
                }
            }
        }

        private static FeatureValues.Value missing(PlannedFeatures.Feature feature) {
            byte[] json = feature.defaultJson();
            return json == null ? ABSENT : new FeatureValues.Value(FeatureValues.Status.DEFAULT, json);
        }

        private FeatureValues.Value present(Row row, PlannedFeatures.Feature feature) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writing.value(row, feature.column(), out);
            return new FeatureValues.Value(FeatureValues.Status.PRESENT, out.toByteArray());
        }
    }
}
