package io.millrace.views.serving;

import io.millrace.api.view.ViewIndex;
import io.millrace.views.row.IndexCodec;
import io.millrace.views.row.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says what to do about a read that would look at too many rows: which index would answer it, where one would. */
final class AdviseIndex {
    private final ViewShape shape;
    private final RowQuery query;

    private AdviseIndex(ViewShape shape, RowQuery query) {
        this.shape = shape;
        this.query = query;
    }

    /** Sentences. */
    static String of(ViewShape shape, RowQuery query) {
        AdviseIndex advice = new AdviseIndex(shape, query);
        return advice.index().map(advice::declare).orElse("") + advice.otherwise();
    }

    /** Columns of the index, as the option takes them; empty where the view has it, or none would make the read smaller. */
    private Optional<String> index() {
        List<Integer> columns = columns();
        List<String> names = columns.stream().map(shape.columns()::name).toList();
        boolean leadsKey = columns.equals(
                shape.keys().positions().stream().limit(columns.size()).toList());
        boolean declared = shape.indexes().stream().map(IndexCodec::names).anyMatch(names::equals);
        boolean writable = names.stream().noneMatch(name -> name.matches(".*[,;'\\p{Space}].*"));
        boolean helps = !columns.isEmpty()
                && !declared
                && writable
                && (!leadsKey || !query.order().isEmpty());
        return helps ? Optional.of(String.join(", ", names)) : Optional.empty();
    }

    /** What is fixed, and then the order, where an index can have it, or else what is bounded. */
    private List<Integer> columns() {
        Set<Integer> columns = new LinkedHashSet<>();
        query.filters().stream()
                .map(ColumnFilter::column)
                .filter(column -> FixedValue.of(query.filters(), column) != null
                        && shape.columns().type(column) != ValueType.NESTED)
                .limit(ViewIndex.COLUMNS_MAX)
                .forEach(columns::add);
        List<Integer> ordered = query.order().stream()
                .map(OrderTerm::column)
                .filter(column -> !columns.contains(column))
                .toList();
        if (!ordered.isEmpty() && columns.size() + ordered.size() <= ViewIndex.COLUMNS_MAX && isOneDirection()) {
            columns.addAll(ordered);
        } else if (columns.size() < ViewIndex.COLUMNS_MAX) {
            query.filters().stream()
                    .filter(AdviseIndex::isRange)
                    .map(ColumnFilter::column)
                    .filter(column -> !columns.contains(column))
                    .findFirst()
                    .ifPresent(columns::add);
        }
        return new ArrayList<>(columns);
    }

    private boolean isOneDirection() {
        List<OrderTerm> open = query.order().stream()
                .filter(term -> FixedValue.of(query.filters(), term.column()) == null)
                .toList();
        return open.stream()
                .allMatch(term -> term.descending() == open.getFirst().descending()
                        && (term == open.getFirst() || term.nullsFirst() == term.descending()));
    }

    private static boolean isRange(ColumnFilter filter) {
        return switch (filter) {
            case Comparison comparison -> comparison.isBound() || comparison.is(Operator.IN);
            case TextMatch match -> match.hasStart();
            case IsTest test -> false;
        };
    }

    private String declare(String index) {
        List<String> all = Stream.concat(
                        shape.indexes().stream().map(known -> String.join(", ", known.names())), Stream.of(index))
                .toList();
        String view = shape.version().view();
        if (all.size() > ViewIndex.INDEXES_MAX) {
            return "An index of '" + index + "' would answer such reads; view '" + view + "' has as many indexes as one"
                    + " may, so declare it in the place of another one, by CREATE OR REPLACE. ";
        }
        return "Declare WITH (indexes = '" + String.join("; ", all) + "') by CREATE OR REPLACE MATERIALIZED VIEW "
                + view + ": such reads then look at a part of the view. ";
    }

    private String otherwise() {
        List<String> key =
                shape.keys().positions().stream().map(shape.columns()::name).toList();
        return key.isEmpty()
                ? "Read in key order without filters, page by page, or define a view that is keyed by what you look for."
                : "Filter by equality on the first columns of the key (" + String.join(", ", key)
                        + "), or define a view that is keyed by what you look for.";
    }
}
