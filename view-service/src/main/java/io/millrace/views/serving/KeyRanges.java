package io.millrace.views.serving;

import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the rows' order by key, or of an index, a read has to look at: equality on leading columns, then one list or range on
 * the next.
 *
 * @param ranges disjoint, in order; empty where no row can match
 * @param rest filters that the ranges do not already guarantee
 * @param fixed values of the leading columns, by equality
 * @param bounded whether a list or a range on the column behind them makes the part smaller
 */
record KeyRanges(List<KeyRange> ranges, List<ColumnFilter> rest, List<@Nullable Object> fixed, boolean bounded) {

    /** @param keys of the rows, or of the values of an index */
    static KeyRanges of(KeyCodec keys, List<ColumnFilter> filters) {
        Set<ColumnFilter> used = new HashSet<>();
        List<@Nullable Object> fixed = new ArrayList<>();
        for (int column : keys.positions()) {
            FixedValue equality = FixedValue.of(filters, column);
            if (equality == null) {
                break;
            }
            used.add(equality.filter());
            fixed.add(equality.value());
        }
        byte[] start = keys.encode(fixed);
        if (start == null) {
            return new KeyRanges(List.of(), List.of(), fixed, false);
        }
        List<KeyRange> whole = List.of(KeyRange.startingWith(start));
        List<KeyRange> ranges =
                fixed.size() < keys.positions().size() ? next(keys, filters, fixed, whole.getFirst(), used) : whole;
        return new KeyRanges(
                ranges,
                filters.stream().filter(filter -> !used.contains(filter)).toList(),
                fixed,
                !ranges.equals(whole));
    }

    private static List<KeyRange> next(
            KeyCodec keys,
            List<ColumnFilter> filters,
            List<@Nullable Object> fixed,
            KeyRange whole,
            Set<ColumnFilter> used) {
        int column = keys.positions().get(fixed.size());
        Comparison list = list(filters, column);
        if (list != null) {
            used.add(list);
            return listed(keys, fixed, list);
        }
        KeyRange range = whole;
        for (ColumnFilter filter : filters) {
            KeyRange part = filter.column() == column ? part(keys, fixed, filter) : null;
            if (part != null) {
                range = range.and(part);
                if (isWhole(filter)) {
                    used.add(filter);
                }
            }
        }
        return List.of(range);
    }

    /** Whether the range that a filter is says all of it. */
    private static boolean isWhole(ColumnFilter filter) {
        return !(filter instanceof TextMatch match) || match.pattern().isStartAlone();
    }

    /** What a filter on the next column leaves of its values; null where that is no range. */
    private static @Nullable KeyRange part(KeyCodec keys, List<@Nullable Object> fixed, ColumnFilter filter) {
        byte[] notNull = keys.encodeNotNull(fixed);
        if (notNull == null) {
            return null;
        }
        KeyRange values = KeyRange.startingWith(notNull);
        return switch (filter) {
            case Comparison comparison -> {
                byte[] bound = comparison.isBound()
                        ? keys.encode(with(fixed, comparison.literals().getFirst()))
                        : null;
                yield bound == null ? null : values.and(part(comparison.operator(), bound));
            }
            case TextMatch match ->
                match.hasStart()
                        ? KeyRange.startingWith(
                                keys.encodeStart(fixed, match.pattern().start()))
                        : null;
            case IsTest test -> test.isOfValues() ? values : null;
        };
    }

    private static KeyRange part(Operator operator, byte[] bound) {
        byte[] behind = KeyRange.startingWith(bound).to();
        return switch (operator) {
            case GT -> new KeyRange(behind, true, null);
            case GTE -> new KeyRange(bound, true, null);
            case LT -> new KeyRange(null, true, bound);
            case LTE -> new KeyRange(null, true, behind);
            case EQ, NEQ, IN -> throw new IllegalStateException(operator + " is no bound");
        };
    }

    private static List<KeyRange> listed(KeyCodec keys, List<@Nullable Object> fixed, Comparison list) {
        List<byte[]> starts = new ArrayList<>();
        for (Object literal : list.literals()) {
            byte[] start = keys.encode(with(fixed, literal));
            if (start != null) {
                starts.add(start);
            }
        }
        starts.sort(Arrays::compareUnsigned);
        List<KeyRange> ranges = new ArrayList<>();
        byte[] before = null;
        for (byte[] start : starts) {
            if (!Arrays.equals(start, before)) {
                ranges.add(KeyRange.startingWith(start));
            }
            before = start;
        }
        return ranges;
    }

    private static List<@Nullable Object> with(List<@Nullable Object> fixed, Object literal) {
        List<@Nullable Object> values = new ArrayList<>(fixed);
        values.add(literal);
        return values;
    }

    private static @Nullable Comparison list(List<ColumnFilter> filters, int column) {
        for (ColumnFilter filter : filters) {
            if (filter.column() == column && filter instanceof Comparison comparison && comparison.is(Operator.IN)) {
                return comparison;
            }
        }
        return null;
    }
}
