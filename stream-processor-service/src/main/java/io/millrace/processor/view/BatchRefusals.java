package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What of the statements of a batch is refused, with a pointer to the statement: {@code /views/0/sql}. */
final class BatchRefusals {
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable MillraceException first;

    /** The result of some work on the statement of an index, or null where that is refused. */
    <T> @Nullable T at(int index, Supplier<T> work) {
        try {
            return work.get();
        } catch (MillraceException e) {
            String pointer = "/views/" + index + "/sql";
            first = first == null ? e : first;
            e.violations().forEach(violation -> violations.add(located(violation, pointer)));
            if (e.violations().isEmpty()) {
                violations.add(Violation.at(pointer, e.code().name(), e.detail()));
            }
            return null;
        }
    }

    private static Violation located(Violation violation, String pointer) {
        return new Violation(
                violation.code(), violation.detail(), pointer, violation.line(), violation.column(), violation.hint());
    }

    /** @throws MillraceException of the first refusal's code, with all violations */
    void throwIfAny() {
        if (first != null) {
            throw new MillraceException(first.code(), first.detail(), violations);
        }
    }
}
