package io.millrace.views.serving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of a read's rows, ties by key, and where in it a page begins. */
final class PageOrder {
    private final RowQuery query;
    /** Of the order's columns where the page before ended. */
    private final List<@Nullable Object> afterValues = new ArrayList<>();

    PageOrder(RowQuery query) {
        this.query = query;
        Cursor after = query.after();
        for (int i = 0; after != null && i < query.order().size(); i++) {
            afterValues.add(query.order().get(i).value(after.values().get(i)));
        }
    }

    List<@Nullable Object> afterValues() {
        return afterValues;
    }

    int compare(GatherPage.Candidate left, GatherPage.Candidate right) {
        for (OrderTerm term : query.order()) {
            int order = term.compare(value(left, term), value(right, term));
            if (order != 0) {
                return order;
            }
        }
        return Arrays.compareUnsigned(left.key(), right.key());
    }

    /** Whether a row is behind the page before. */
    boolean isAfterCursor(GatherPage.Candidate candidate) {
        Cursor after = query.after();
        if (after == null) {
            return true;
        }
        for (int i = 0; i < query.order().size(); i++) {
            OrderTerm term = query.order().get(i);
            int order = term.compare(value(candidate, term), afterValues.get(i));
            if (order != 0) {
                return order > 0;
            }
        }
        return Arrays.compareUnsigned(candidate.key(), after.key()) > 0;
    }

    /** Where the page begins that comes after a row. */
    Cursor behind(GatherPage.Candidate last) {
        List<@Nullable String> values = new ArrayList<>();
        for (OrderTerm term : query.order()) {
            Object value = value(last, term);
            values.add(value == null ? null : term.type().print(value));
        }
        return new Cursor(query.fingerprint(), last.key(), values);
    }

    private static @Nullable Object value(GatherPage.Candidate candidate, OrderTerm term) {
        return candidate.row() == null ? null : candidate.row().value(term.column());
    }
}
