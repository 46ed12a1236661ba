package io.millrace.views.serving;

import io.millrace.views.row.IndexCodec;
import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the ways that a read can take: the rows by key always, and each index that is of use. */
final class FindPaths {
    private final RowQuery query;
    /** Places of the terms whose column can have more than one value in the rows that are read. */
    private final List<Integer> terms;

    private FindPaths(RowQuery query) {
        this.query = query;
        this.terms = IntStream.range(0, query.order().size())
                .filter(place ->
                        FixedValue.of(query.filters(), query.order().get(place).column()) == null)
                .boxed()
                .toList();
    }

    /** The first one is by key. */
    static List<AccessPath> of(ViewShape shape, RowQuery query) {
        FindPaths finding = new FindPaths(query);
        List<AccessPath> paths = new ArrayList<>();
        paths.add(finding.byKey(shape.keys()));
        shape.indexes().stream().map(finding::by).filter(AccessPath::isOfUse).forEach(paths::add);
        return paths;
    }

    /** The path by one index, be it of use or not. */
    static AccessPath by(IndexCodec index, RowQuery query) {
        return new FindPaths(query).by(index);
    }

    private AccessPath byKey(KeyCodec keys) {
        AccessPath.Direction direction = terms.isEmpty() ? AccessPath.Direction.FORWARD : AccessPath.Direction.NONE;
        return new AccessPath(null, KeyRanges.of(keys, query.filters()), direction, List.of());
    }

    private AccessPath by(IndexCodec index) {
        KeyRanges ranges = KeyRanges.of(index.values(), query.filters());
        List<Integer> open = index.values().positions();
        open = open.subList(ranges.fixed().size(), open.size());
        List<Integer> ordered =
                terms.stream().map(place -> query.order().get(place).column()).toList();
        AccessPath.Direction direction = open.equals(ordered) ? direction() : AccessPath.Direction.NONE;
        if (direction == AccessPath.Direction.NONE) {
            return new AccessPath(index, ranges, direction, List.of());
        }
        return new AccessPath(index, inOrder(index, ranges, direction), direction, terms);
    }

    /** By the first term; nulls of a later one have to be where the index has them. */
    private AccessPath.Direction direction() {
        if (terms.isEmpty()) {
            return AccessPath.Direction.FORWARD;
        }
        boolean descending = term(0).descending();
        boolean same = terms.stream()
                .map(place -> query.order().get(place))
                .allMatch(term -> term.descending() == descending && (term == term(0) || hasNullsOfIndex(term)));
        if (!same) {
            return AccessPath.Direction.NONE;
        }
        return descending ? AccessPath.Direction.BACKWARD : AccessPath.Direction.FORWARD;
    }

    private OrderTerm term(int index) {
        return query.order().get(terms.get(index));
    }

    private static boolean hasNullsOfIndex(OrderTerm term) {
        return term.nullsFirst() == term.descending();
    }

    private KeyRanges inOrder(IndexCodec index, KeyRanges ranges, AccessPath.Direction direction) {
        List<KeyRange> ordered = new ArrayList<>(ranges.ranges());
        if (direction == AccessPath.Direction.BACKWARD) {
            ordered = new ArrayList<>(ordered.reversed());
        }
        byte[] values = terms.isEmpty() || hasNullsOfIndex(term(0))
                ? null
                : index.values().encodeNotNull(ranges.fixed());
        return new KeyRanges(
                values == null ? ordered : apart(ordered, values, direction),
                ranges.rest(),
                ranges.fixed(),
                ranges.bounded());
    }

    /** Nulls, which the index has behind all values, are to be read at the other end. */
    private static List<KeyRange> apart(List<KeyRange> ranges, byte[] values, AccessPath.Direction direction) {
        KeyRange ofValues = KeyRange.startingWith(values);
        KeyRange ofNulls = new KeyRange(ofValues.to(), true, null);
        List<KeyRange> apart = new ArrayList<>();
        boolean nullsFirst = direction == AccessPath.Direction.FORWARD;
        add(apart, ranges, nullsFirst ? ofNulls : ofValues);
        add(apart, ranges, nullsFirst ? ofValues : ofNulls);
        return apart;
    }

    private static void add(List<KeyRange> apart, List<KeyRange> ranges, KeyRange part) {
        ranges.stream()
                .map(range -> range.and(part))
                .filter(range -> !range.isEmpty())
                .forEach(apart::add);
    }

    /**
     * The entry of the row that a page before ended with.
     *
     * @return null where no row can have such an entry
     */
    static byte @Nullable [] entry(
            AccessPath path, IndexCodec index, Cursor after, List<@Nullable Object> afterValues) {
        List<@Nullable Object> values = new ArrayList<>(path.ranges().fixed());
        path.terms().forEach(place -> values.add(afterValues.get(place)));
        return values.size() == index.names().size() ? index.entry(values, after.key()) : null;
    }
}
