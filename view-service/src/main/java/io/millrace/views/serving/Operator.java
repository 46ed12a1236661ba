package io.millrace.views.serving;

import io.millrace.views.row.ValueType;
import java.util.Locale;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Comparisons of PostgREST's grammar. */
enum Operator {
    EQ,
    NEQ,
    GT,
    GTE,
    LT,
    LTE,
    IN;

    static @Nullable Operator named(String name) {
        for (Operator operator : values()) {
            if (operator.word().equals(name)) {
                return operator;
            }
        }
        return null;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it holds between a value and the literals, in the type's order: one, but any number for IN. */
    boolean holds(ValueType type, Object value, SortedSet<Object> literals) {
        if (this == IN) {
            return literals.contains(value);
        }
        int order = type.compare(value, literals.getFirst());
        return switch (this) {
            case EQ -> order == 0;
            case NEQ -> order != 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
            case IN -> throw new IllegalStateException("IN was answered above");
        };
    }
}
