package io.millrace.views.serving;

import io.millrace.views.materialization.StoredRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.springframework.stereotype.Component;

/**
 * Chooses the path of a read by how many rows it would look at. A path that has the order of the read stops at the page's end; how far
 * that is, is guessed from how many of its rows the smallest path leaves.
 */
@Component
class ChoosePath {
    private final StoredRows stored;

    ChoosePath(StoredRows stored) {
        this.stored = stored;
    }

    /** @param rows in its ranges */
    private record Sized(AccessPath path, long rows) {
        long cost(RowQuery query, long matching) {
            if (!path.isOrdered() || query.aggregation() != null) {
                return rows;
            }
            if (path.ranges().rest().isEmpty() || matching == 0) {
                return Math.min(rows, query.limit() + 1L);
            }
            return Math.min(rows, (long) ((query.limit() + 1.0) * rows / matching));
        }

        /** Leading columns that are fixed count more than a range on the next. */
        int prefix() {
            return 2 * path.ranges().fixed().size() + (path.ranges().bounded() ? 1 : 0);
        }
    }

    /**
     * The paths to be tried, one at least: what should look at the fewest rows, and where that was a guess the one of which it is certain
     * that no other has fewer.
     *
     * @throws io.millrace.views.materialization.RedisUnavailableException where Redis does not answer as it should
     */
    SequencedSet<AccessPath> paths(ViewShape shape, RowQuery query) {
        List<AccessPath> paths = FindPaths.of(shape, query);
        List<Sized> sized = paths.size() == 1 ? List.of() : sized(shape, paths);
        SequencedSet<AccessPath> tried = new LinkedHashSet<>();
        if (sized.isEmpty()) {
            tried.add(paths.getFirst());
            return tried;
        }
        Sized smallest = least(sized, Comparator.comparingLong(Sized::rows));
        tried.add(least(sized, Comparator.comparingLong(one -> one.cost(query, smallest.rows())))
                .path());
        tried.add(smallest.path());
        return tried;
    }

    /** Of equal ones the one with the longest prefix, of these the first. */
    private static Sized least(List<Sized> sized, Comparator<Sized> by) {
        Sized least = sized.getFirst();
        for (Sized one : sized) {
            int order = by.compare(one, least);
            if (order < 0 || order == 0 && one.prefix() > least.prefix()) {
                least = one;
            }
        }
        return least;
    }

    private List<Sized> sized(ViewShape shape, List<AccessPath> paths) {
        List<StoredRows.Part> parts = new ArrayList<>();
        paths.forEach(path -> parts.addAll(path.parts()));
        List<Long> sizes = parts.isEmpty() ? List.of() : stored.sizes(shape.version(), parts);
        if (sizes.isEmpty()) {
            return List.of();
        }
        List<Sized> sized = new ArrayList<>();
        int next = 0;
        for (AccessPath path : paths) {
            int last = next + path.ranges().ranges().size();
            sized.add(new Sized(
                    path,
                    sizes.subList(next, last).stream()
                            .mapToLong(Long::longValue)
                            .sum()));
            next = last;
        }
        return sized;
    }
}
