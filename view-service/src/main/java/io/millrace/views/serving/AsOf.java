package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.kernel.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The moment whose rows are wanted: {@code as_of} of a read. */
sealed interface AsOf {
    String PARAMETER = "as_of";

    /** What had been closed by an instant. */
    record Time(Instant instant) implements AsOf {}

    /** The first that had seen a position. */
    record Seen(Position position) implements AsOf {}

    /**
     * @return null where the newest rows are wanted
     * @throws MillraceException with {@link CommonError#INVALID_PARAMETER}
     */
    static @Nullable AsOf of(HttpServletRequest request) {
        String[] values = request.getParameterValues(PARAMETER);
        if (values == null) {
            return null;
        }
        if (values.length > 1) {
            throw invalid("REPEATED_PARAMETER", "is given " + values.length + " times; give it once", null);
        }
        return parse(values[0].strip());
    }

    /** @throws MillraceException with {@link CommonError#INVALID_PARAMETER} */
    static AsOf parse(String text) {
        try {
            return new Time(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            // Then it is a position, or nothing.
        }
        try {
            return new Seen(Position.parse(text));
        } catch (MillraceException e) {
            throw invalid(
                    "INVALID_VALUE",
                    "is '" + text
                            + "'; it is a time with its offset, such as 2026-11-28T10:15:00Z, or a position as"
                            + " Millrace-Position has it",
                    text.contains(" ") ? "write + in an address as %2B" : null);
        }
    }

    static MillraceException invalid(String code, String fact, @Nullable String hint) {
        Violation violation = new Violation(
                code, "The moment that is asked for, " + PARAMETER + ", " + fact + ".", null, null, null, hint);
        return new MillraceException(CommonError.INVALID_PARAMETER, violation.detail(), List.of(violation));
    }

    /** What the read is to have seen. */
    default Position seen() {
        return this instanceof Seen seen ? seen.position() : Position.EMPTY;
    }

    /** The parameters without it. */
    static Map<String, String[]> without(Map<String, String[]> parameters) {
        if (!parameters.containsKey(PARAMETER)) {
            return parameters;
        }
        Map<String, String[]> others = new LinkedHashMap<>(parameters);
        others.remove(PARAMETER);
        return others;
    }
}
