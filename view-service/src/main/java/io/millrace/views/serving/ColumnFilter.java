package io.millrace.views.serving;

import io.millrace.views.row.Row;

/** A condition on one column of a row. */
sealed interface ColumnFilter permits Comparison, TextMatch, IsTest {
    /** Position among the row's columns. */
    int column();

    boolean matches(Row row);
}
