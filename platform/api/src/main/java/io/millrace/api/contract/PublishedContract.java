package io.millrace.api.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the compacted topic millrace.contracts, keyed by contract id: the state of one contract, whole.
 *
 * @param type always {@value #TYPE}
 * @param v version of this record's form
 * @param id the contract's id
 * @param version the active version, or the latest one where none is active
 * @param status ODCS status of that version: active, deprecated, retired, or any other, which counts as draft
 * @param name the contract's human name
 * @param owner the owning team's name
 * @param streams the streams that the active version describes; empty where none is active
 * @param changedAt when the registry made this so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublishedContract(
        String type,
        int v,
        String id,
        String version,
        String status,
        @Nullable String name,
        @Nullable String owner,
        List<StreamSchema> streams,
        Instant changedAt) {
    public static final String TYPE = "contract";
    public static final int V = 1;
}
