package io.millrace.views.verification;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a verification, as it is documented; {@link RequestedReceipts} understands it. */
record VerifyReceiptsRequest(
        @Schema(description = "as the header Millrace-Receipt or a result of a read had it") @Nullable
        String receipt,

        @Schema(description = "the rows that were answered, to be compared, too") @Nullable
        List<Map<String, Object>> rows,

        @Schema(
                description = "in place of both: 1 to " + RequestedReceipts.RECEIPTS_MAX
                        + " receipts, or objects of 'receipt' and 'rows'")
        @Nullable
        List<Object> receipts) {}
