package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.views.row.KeyCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        if (keys.size() == 0) {
            String view = shape.version().view();
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "View '" + view + "' has one row and no key. Read it with GET /api/views/" + view + "/rows.");
        }
        String[] values = keys.size() == 1 ? new String[] {text} : text.split(",", -1);
        if (keys.size() == 0) {
            throw invalid(List.of(Violation.at(
                    "/key",
                    "INVALID_KEY",
                    "The view has no key, because it groups by nothing; read its one row without.")));
        }
        if (values.length != keys.size()) {
            throw invalid(List.of(Violation.at(
                    "/key",
                    "INVALID_KEY",
                    "The key has " + values.length + (values.length == 1 ? " value" : " values") + "; it takes "
                            + form(shape) + ".")));
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
        KeyCodec keys = shape.keys();
        return IntStream.range(0, keys.size())
                .mapToObj(index -> keys.name(index) + " (" + keys.type(index).form() + ")")
                .collect(Collectors.joining(","));
    }
}
