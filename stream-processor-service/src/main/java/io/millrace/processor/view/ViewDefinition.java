package io.millrace.processor.view;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewColumn;
import io.millrace.processor.plan.CompiledView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided when a version of a view was created, and holds as long as it lives, whatever becomes of the contract.
 *
 * @param key names of the key's columns
 * @param hiddenColumns the key's columns that are no members of the rows
 * @param columns in the query's order
 * @param source the stream with the end offsets of that time
 * @param stream the stream as its contract described it then; the query is compiled against it for ever
 * @param freshnessMs declared freshness
 * @param retentionMs -1 for ever
 * @param historyMs how long the changelog keeps every change
 * @param planDigest of the plan that the state was written under; null where it was not noted
 */
record ViewDefinition(
        List<String> key,
        List<ViewColumn> hiddenColumns,
        List<ViewColumn> columns,
        SourceStream source,
        StreamSchema stream,
        long freshnessMs,
        long retentionMs,
        long historyMs,
        @Nullable String planDigest) {
    // Definitions that were stored before there were hidden columns do not have the member.
    ViewDefinition {
        hiddenColumns = hiddenColumns == null ? List.of() : List.copyOf(hiddenColumns);
    }

    static ViewDefinition of(CompiledView view, SourceStream source) {
        return new ViewDefinition(
                view.key(),
                view.hiddenColumns(),
                view.columns(),
                source,
                view.stream(),
                view.statement().options().freshnessMs(),
                view.statement().options().retentionMs(),
                view.statement().options().historyMs(),
                view.digest());
    }

    /** Whether this plan of the query, which another release may have made, is the one that the state was written under. */
    boolean isPlannedAs(CompiledView view) {
        return planDigest == null || planDigest.equals(view.digest());
    }

    /** Partitions of the changelog: the source's. */
    int partitions() {
        return source.partitions();
    }
}
