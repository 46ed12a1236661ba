package io.millrace.views.materialization;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one closed epoch changes of a view version, each row at most once. It is the same whoever reads it and how often.
 *
 * @param before where the epoch before ends
 * @param after where this one ends
 */
public record ClosedEpoch(ChangelogPlace before, ChangelogPlace after, List<ChangedRow> rows) {
    /**
     * @param key encoded, as Redis has it
     * @param keyJson the key's values as a JSON array
     * @param row the whole row as a JSON object; null where it went
     */
    public record ChangedRow(byte[] key, byte[] keyJson, byte @Nullable [] row) {}
}
