package io.millrace.starter.problem;

import io.millrace.kernel.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;

/** Says where a JSON body is broken or of another form, in the words of its sender: no classes of ours. */
final class UnreadableJson {
    private UnreadableJson() {}

    static Violation violation(HttpMessageNotReadableException failure) {
        if (!(failure.getCause() instanceof JacksonException cause)) {
            return Violation.at("", "EMPTY_BODY", "The body is missing. Send a JSON document.");
        }
        boolean isJson = cause instanceof DatabindException || cause instanceof InputCoercionException;
        return isJson ? mismatch(cause) : broken(cause);
    }

    private static Violation mismatch(JacksonException mismatch) {
        String pointer = pointer(mismatch.getPath());
        String detail = pointer.isEmpty()
                ? "The body is JSON, but not of the form that is taken here."
                : "The value at " + pointer + " is not of the type or in the range that is taken there.";
        return new Violation("WRONG_TYPE", detail, pointer, line(mismatch), column(mismatch), null);
    }

    private static Violation broken(JacksonException broken) {
        String detail = "This is not JSON: " + broken.getOriginalMessage();
        return new Violation("MALFORMED_JSON", detail, null, line(broken), column(broken), null);
    }

    private static String pointer(List<Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (Reference step : path) {
            String name = step.getPropertyName();
            pointer.append('/')
                    .append(
                            name == null
                                    ? String.valueOf(step.getIndex())
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private static @Nullable Integer line(JacksonException failure) {
        TokenStreamLocation location = failure.getLocation();
        return location == null || location.getLineNr() < 1 ? null : location.getLineNr();
    }

    private static @Nullable Integer column(JacksonException failure) {
        TokenStreamLocation location = failure.getLocation();
        return location == null || location.getColumnNr() < 1 ? null : location.getColumnNr();
    }
}
