package io.millrace.processor.view;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.plan.FindDefined;
import io.millrace.processor.runtime.RuntimeSpec;
import io.millrace.processor.sql.DiffMax;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was decided when a version of a view was created, and holds as long as it lives, whatever becomes of the contract.
 *
 * @param key names of the key's columns
 * @param hiddenColumns the key's columns that are no members of the rows
 * @param columns in the query's order
 * @param indexes secondary indexes of the rows; definitions that were stored before there were any have none
 * @param sources the streams that it reads, with the end offsets of that time; definitions that were stored before views read
 *     several have one, as {@code source}
 * @param streams the same streams as their contracts described them then; the query is compiled against them for ever
 * @param views the views whose queries are in this one's, as they were then; definitions that were stored before have none
 * @param functions the functions of jars that the query's own text calls, as they were then; definitions that were stored before
 *     have none
 * @param freshnessMs declared freshness
 * @param retentionMs -1 for ever
 * @param historyMs how long the changelog keeps every change
 * @param backfillRate how many of the events that were there at its creation each copy reads in a second at most; null as fast as
 *     it goes
 * @param diffMax by how much its rows may differ from those of the version that it replaces; null by any number
 * @param verifyEveryMs how often its rows are made anew and compared; null when somebody asks
 * @param target of a derived stream where its rows go; null for a view
 * @param planDigest of the plan that the state was written under; null where it was not noted
 */
record ViewDefinition(
        List<String> key,
        List<ViewColumn> hiddenColumns,
        List<ViewColumn> columns,
        List<ViewIndex> indexes,

        @JsonAlias("source") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<SourceStream> sources,

        @JsonAlias("stream") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<StreamSchema> streams,

        List<DefinedView> views,
        List<DefinedFunction> functions,
        long freshnessMs,
        long retentionMs,
        long historyMs,
        @Nullable Integer backfillRate,
        @Nullable DiffMax diffMax,
        @Nullable Long verifyEveryMs,
        @Nullable DerivedStream target,
        @Nullable String planDigest) {
    // Definitions that were stored before there were these members do not have them.
    ViewDefinition {
        hiddenColumns = hiddenColumns == null ? List.of() : List.copyOf(hiddenColumns);
        indexes = indexes == null ? List.of() : List.copyOf(indexes);
        views = views == null ? List.of() : List.copyOf(views);
        functions = functions == null ? List.of() : List.copyOf(functions);
    }

    /** @param target null for a view */
    static ViewDefinition of(CompiledView view, List<SourceStream> sources, @Nullable DerivedStream target) {
        return new ViewDefinition(
                view.key(),
                view.hiddenColumns(),
                view.columns(),
                view.statement().options().indexes().stream()
                        .map(index -> new ViewIndex(index.names()))
                        .toList(),
                sources,
                view.streams(),
                view.reads(),
                view.functions(),
                view.statement().options().freshnessMs(),
                view.statement().options().retentionMs(),
                view.statement().options().historyMs(),
                rate(view.statement().options().backfillRate()),
                view.statement().options().diffMax(),
                often(view.statement().options().verifyEveryMs()),
                target,
                view.digest());
    }

    private static @Nullable Integer rate(int option) {
        return option == 0 ? null : option;
    }

    private static @Nullable Long often(long option) {
        return option == 0 ? null : option;
    }

    /** The functions of jars that the query calls, those in the views that it reads with them. */
    List<DefinedFunction> allFunctions() {
        return FindDefined.functions(functions, views);
    }

    /** Whether the query of a view is in this one's, be it by way of others. */
    boolean hasInside(String view) {
        return isIn(view, views);
    }

    /** Whether one of the views of a name is among some, or in what they read. */
    static boolean isIn(String name, List<DefinedView> views) {
        return views.stream().anyMatch(view -> view.name().equals(name) || isIn(name, view.reads()));
    }

    /** Whether this plan of the query, which another release may have made, is the one that the state was written under. */
    boolean isPlannedAs(CompiledView view) {
        return planDigest == null || planDigest.equals(view.digest());
    }

    /** How its reading of old events is held back; empty where it is not. */
    Optional<RuntimeSpec.Backfill> backfill() {
        return Optional.ofNullable(backfillRate)
                .map(rate -> new RuntimeSpec.Backfill(
                        rate,
                        sources.stream().collect(Collectors.toMap(SourceStream::stream, SourceStream::backfillTo))));
    }

    /** Partitions of the changelog: as many as the source with the most has. */
    int partitions() {
        return sources.stream().mapToInt(SourceStream::partitions).max().orElseThrow();
    }
}
