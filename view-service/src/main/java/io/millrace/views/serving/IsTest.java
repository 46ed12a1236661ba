package io.millrace.views.serving;

import io.millrace.views.row.Row;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A test that is true or false of every value, null included. */
record IsTest(int column, Kind kind, boolean negated) implements ColumnFilter {
    enum Kind {
        NULL,
        NOT_NULL,
        TRUE,
        FALSE,
        /** A truth value that is null. */
        UNKNOWN;

        static @Nullable Kind named(String name) {
            for (Kind kind : values()) {
                if (kind.word().equals(name)) {
                    return kind;
                }
            }
            return null;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isOfTruthValues() {
            return this == TRUE || this == FALSE || this == UNKNOWN;
        }
    }

    @Override
    public boolean matches(Row row) {
        boolean holds = switch (kind) {
            case NULL, UNKNOWN -> row.isNull(column);
            case NOT_NULL -> !row.isNull(column);
            case TRUE -> Boolean.TRUE.equals(row.value(column));
            case FALSE -> Boolean.FALSE.equals(row.value(column));
        };
        return holds != negated;
    }

    /** Whether it lets every value through that is not null. */
    boolean isOfValues() {
        return switch (kind) {
            case NULL, UNKNOWN -> negated;
            case NOT_NULL -> !negated;
            case TRUE, FALSE -> false;
        };
    }
}
