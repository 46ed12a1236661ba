package io.millrace.processor.sql;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions with which SQL is refused: every one names its place and, where there is one, the mend. */
public final class SqlRefusal {
    private SqlRefusal() {}

    /** One refusal at a place of the statement. */
    public static MillraceException at(ErrorCode code, SqlPlace place, String detail, @Nullable String hint) {
        return of(List.of(violation(code, place, detail, hint)), code);
    }

    /** What cannot be parsed, planned or compiled because it is nested deeper than a thread's stack reaches. */
    public static MillraceException tooDeep(SqlPlace place) {
        return at(
                ProcessorError.UNSUPPORTED_SQL,
                place,
                "The query is nested too deeply, or a list or a chain of operators in it is too long.",
                "Split it into several views.");
    }

    /** A violation to be collected with others. */
    public static Violation violation(ErrorCode code, SqlPlace place, String detail, @Nullable String hint) {
        return Violation.at(place.line(), place.column(), code.name(), detail, hint);
    }

    /**
     * All violations at once.
     *
     * @param violations at least one
     * @param code the code of the first one
     */
    public static MillraceException of(List<Violation> violations, ErrorCode code) {
        Violation first = violations.getFirst();
        StringBuilder detail = new StringBuilder();
        if (first.line() != null) {
            detail.append("Line ")
                    .append(first.line())
                    .append(", column ")
                    .append(first.column())
                    .append(": ");
        }
        detail.append(first.detail());
        if (first.hint() != null) {
            detail.append(' ').append(first.hint());
        }
        if (violations.size() > 1) {
            detail.append(" (and ").append(violations.size() - 1).append(" more)");
        }
        return new MillraceException(code, detail.toString(), violations);
    }
}
