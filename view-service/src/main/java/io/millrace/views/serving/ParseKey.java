package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.views.row.KeyCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the key of one row from a path: its values in key order, joined by commas. */
final class ParseKey {
    private ParseKey() {}

    /**
     * The key as Redis has it.
     *
     * @return null where no row can have such a key
     * @throws MillraceException with {@link CommonError#INVALID_PARAMETER} where the text is no key of the view
     */
    static byte @Nullable [] encoded(ViewShape shape, String text) {
        KeyCodec keys = shape.keys();
        String[] values = keys.size() == 1 ? new String[] {text} : text.split(",", -1);
        if (values.length != keys.size()) {
            throw invalid(List.of(Violation.at(
                    "/key", "INVALID_KEY", "The key has " + values.length + " values; it takes " + form(shape) + ".")));
        }
        List<Object> parsed = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            try {
                parsed.add(keys.type(i).parse(values[i]));
            } catch (IllegalArgumentException e) {
                violations.add(Violation.at(
                        "/key", "INVALID_KEY", "The key takes " + form(shape) + ": " + e.getMessage() + "."));
            }
        }
        if (!violations.isEmpty()) {
            throw invalid(violations);
        }
        try {
            return keys.encode(parsed);
        } catch (NumberFormatException e) {
            throw invalid(List.of(Violation.at(
                    "/key", "INVALID_KEY", "The key takes " + form(shape) + "; '" + text + "' is something else.")));
        }
    }

    private static MillraceException invalid(List<Violation> violations) {
        return new MillraceException(
                CommonError.INVALID_PARAMETER,
                violations.stream().map(Violation::detail).collect(Collectors.joining(" "))
                        + " Values that hold , / or % are read by filter.",
                violations);
    }

    private static String form(ViewShape shape) {
        if (shape.keys().isHidden()) {
            return "partition-offset";
        }
        return shape.keys().positions().stream()
                .map(column -> shape.columns().name(column) + " ("
                        + shape.columns().type(column).form() + ")")
                .collect(Collectors.joining(","));
    }
}
