package io.millrace.processor.replay;

import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.RandomQueries.Query;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A query over events whose rows are compared. */
record FuzzCase(StreamEvents events, Query query) {
    /** What is not equal; null where the view is refused, or its rows are those of the other engine. */
    @Nullable
    String difference() {
        CompiledView view;
        try {
            view = SqlFuzzProperties.compiled(events.schemas(), query, why -> {});
        } catch (RuntimeException e) {
            return text(e);
        }
        if (view == null) {
            return null;
        }
        try (DuckDb duckDb = new DuckDb()) {
            events.load(duckDb);
            for (String stream : events.partitions().keySet()) {
                duckDb.onTime(stream, events.late(stream));
            }
            for (String macro : RandomExpressions.macros()) {
                duckDb.execute(macro);
            }
            List<String> expected = duckDb.rows(query.statement().theirs());
            List<String> rows = new ComparedView(view, events, "").rows();
            return rows.equals(expected)
                    ? null
                    : "rows     " + rows + "\nexpected " + expected + "\n" + view.explanation();
        } catch (Exception | AssertionError e) {
            return text(e);
        }
    }

    private static String text(Throwable e) {
        return e + " at " + e.getStackTrace()[0];
    }

    /** The smallest part of the query, and then the fewest events, that still differ. */
    FuzzCase shrunk() {
        for (Query part : query.parts()) {
            FuzzCase smaller = new FuzzCase(events, part);
            if (!part.isProjection() && smaller.difference() != null) {
                return smaller.shrunk();
            }
        }
        FuzzCase least = this;
        for (int chunk = 16; chunk > 0; chunk /= 2) {
            least = least.withoutChunks(chunk);
        }
        return least;
    }

    private FuzzCase withoutChunks(int chunk) {
        FuzzCase least = this;
        for (Map.Entry<String, List<List<Map<String, Object>>>> stream :
                events.partitions().entrySet()) {
            for (int p = 0; p < stream.getValue().size(); p++) {
                for (int from = stream.getValue().get(p).size() - chunk; from >= 0; from -= chunk) {
                    FuzzCase smaller = least.without(stream.getKey(), p, from, from + chunk);
                    least = smaller.difference() == null ? least : smaller;
                }
            }
        }
        return least;
    }

    private FuzzCase without(String stream, int partition, int from, int to) {
        Map<String, List<List<Map<String, Object>>>> fewer = new LinkedHashMap<>(events.partitions());
        List<List<Map<String, Object>>> partitions = new ArrayList<>(Objects.requireNonNull(fewer.get(stream)));
        List<Map<String, Object>> rest = new ArrayList<>(partitions.get(partition));
        if (to > rest.size()) {
            return this;
        }
        rest.subList(from, to).clear();
        partitions.set(partition, rest);
        fewer.put(stream, partitions);
        return new FuzzCase(new StreamEvents(events.schemas(), fewer), query);
    }

    @Override
    public String toString() {
        return query.statement().ours() + "\nDuckDB: "
                + query.statement().theirs() + "\n"
                + events.partitions().entrySet().stream()
                        .map(stream -> stream.getKey() + " "
                                + events.schemas().get(stream.getKey()).columns().stream()
                                        .map(column -> column.name() + " " + column.type())
                                        .toList()
                                + "\n  " + stream.getValue())
                        .collect(Collectors.joining("\n"));
    }
}
