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
 * Which keys a read has to look at: equality on leading key columns, then one list or range on the next, is a part of the
 * index.
 *
 * @param ranges disjoint, in key order; empty where no row can match
 * @param rest filters that the ranges do not already guarantee
 */
record KeyRanges(List<KeyRange> ranges, List<ColumnFilter> rest) {
    private static final byte NOT_NULL = 1;

    static KeyRanges of(KeyCodec keys, List<ColumnFilter> filters) {
        Set<ColumnFilter> used = new HashSet<>();
        List<Object> prefix = new ArrayList<>();
        for (int column : keys.positions()) {
            Comparison equality = first(filters, column, Operator.EQ);
            if (equality == null) {
                break;
            }
            used.add(equality);
            prefix.add(equality.literals().getFirst());
        }
        byte[] start = keys.encode(prefix);
        if (start == null) {
            return new KeyRanges(List.of(), List.of());
        }
        List<KeyRange> ranges = List.of(KeyRange.startingWith(start));
        if (prefix.size() < keys.positions().size()) {
            ranges = next(keys, filters, prefix, start, used);
        }
        return new KeyRanges(
                ranges,
                filters.stream().filter(filter -> !used.contains(filter)).toList());
    }

    private static List<KeyRange> next(
            KeyCodec keys, List<ColumnFilter> filters, List<Object> prefix, byte[] start, Set<ColumnFilter> used) {
        int column = keys.positions().get(prefix.size());
        Comparison list = first(filters, column, Operator.IN);
        if (list != null) {
            used.add(list);
            return listed(keys, prefix, list);
        }
        KeyRange range = KeyRange.startingWith(start);
        for (ColumnFilter filter : filters) {
            if (filter.column() != column) {
                continue;
            }
            switch (filter) {
                case Comparison comparison -> {
                    byte[] bound = !comparison.negated() && isBound(comparison.operator())
                            ? keys.encode(with(prefix, comparison.literals().getFirst()))
                            : null;
                    if (bound != null) {
                        range = intersection(range, part(comparison.operator(), start, bound));
                        used.add(comparison);
                    }
                }
                case TextMatch match -> {
                    if (!match.negated() && !match.pattern().start().isEmpty()) {
                        byte[] texts = keys.encodeStart(prefix, match.pattern().start());
                        range = intersection(range, KeyRange.startingWith(texts));
                        if (match.pattern().isStartAlone()) {
                            used.add(match);
                        }
                    }
                }
                case IsTest test -> {}
            }
        }
        return List.of(range);
    }

    private static boolean isBound(Operator operator) {
        return switch (operator) {
            case GT, GTE, LT, LTE -> true;
            case EQ, NEQ, IN -> false;
        };
    }

    private static KeyRange part(Operator operator, byte[] start, byte[] bound) {
        byte[] notNull = Arrays.copyOf(start, start.length + 1);
        notNull[start.length] = NOT_NULL;
        byte[] behind = KeyRange.startingWith(bound).to();
        return switch (operator) {
            case GT -> new KeyRange(behind, true, null);
            case GTE -> new KeyRange(bound, true, null);
            case LT -> new KeyRange(notNull, true, bound);
            case LTE -> new KeyRange(notNull, true, behind);
            case EQ, NEQ, IN -> throw new IllegalStateException(operator + " is no bound");
        };
    }

    private static KeyRange intersection(KeyRange a, KeyRange b) {
        byte[] from = greater(a.from(), b.from());
        byte[] to = a.to() == null ? b.to() : b.to() == null ? a.to() : lesser(a.to(), b.to());
        return new KeyRange(from, true, to);
    }

    private static byte @Nullable [] greater(byte @Nullable [] a, byte @Nullable [] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static byte[] lesser(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }

    private static List<KeyRange> listed(KeyCodec keys, List<Object> prefix, Comparison list) {
        List<byte[]> starts = new ArrayList<>();
        for (Object literal : list.literals()) {
            byte[] start = keys.encode(with(prefix, literal));
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

    private static List<Object> with(List<Object> prefix, Object literal) {
        List<Object> values = new ArrayList<>(prefix);
        values.add(literal);
        return values;
    }

    private static @Nullable Comparison first(List<ColumnFilter> filters, int column, Operator operator) {
        for (ColumnFilter filter : filters) {
            if (filter.column() == column && filter instanceof Comparison comparison && comparison.is(operator)) {
                return comparison;
            }
        }
        return null;
    }
}
