package io.millrace.views.serving;

import io.millrace.views.row.Row;

/** Whether a text matches a pattern. As in SQL, a null matches neither a pattern nor its negation. */
record TextMatch(int column, LikePattern pattern, boolean negated) implements ColumnFilter {
    @Override
    public boolean matches(Row row) {
        Object value = row.value(column);
        return value != null && pattern.matches((String) value) != negated;
    }

    /** Whether what it lets through begins with a text that is known. */
    boolean hasStart() {
        return !negated && !pattern.start().isEmpty();
    }
}
