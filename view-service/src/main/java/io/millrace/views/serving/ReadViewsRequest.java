package io.millrace.views.serving;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a read of several views, as it is documented; {@link RequestedReads} understands it. */
record ReadViewsRequest(
        @Schema(description = "1 to " + RequestedReads.READS_MAX)
        List<Read> reads,

        @Schema(description = "position that the rows are to include, beside those of Millrace-After") @Nullable
        String after,

        @Schema(
                description =
                        "a time with its offset, or a position: the rows as they were then, within the views' history")
        @Nullable
        String asOf,

        @Schema(description = "true: rows that are not of one moment are no answer, but 504 NO_COMMON_POSITION")
        @Nullable
        Boolean consistent) {

    /** A read of one view. */
    @Schema(name = "ReadOfView")
    record Read(
            String view,

            @Schema(description = "filters, select, order, limit and cursor as in the address of a read of rows")
            @Nullable
            String query,

            @Schema(
                    description = "in place of a query: up to " + RequestedReads.KEYS_MAX
                            + " keys, each an array of the key's values in key order")
            @Nullable
            List<List<Object>> keys) {}
}
