package io.millrace.views.serving;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a read of features, as it is documented; {@link RequestedFeatures} understands it. */
record OnlineFeaturesRequest(
        @Schema(description = "1 to " + RequestedFeatures.FEATURES_MAX + " columns, as view.column")
        List<String> features,

        @Schema(
                description = "1 to " + RequestedFeatures.KEYS_MAX
                        + " keys: values by name of key column, those of all views" + " together")
        List<Map<String, Object>> keys,

        @Schema(description = "values by name of feature, for keys that its view has no row of") @Nullable
        Map<String, Object> defaults,

        @Schema(description = "position that the values are to include, beside those of Millrace-After") @Nullable
        String after) {}
