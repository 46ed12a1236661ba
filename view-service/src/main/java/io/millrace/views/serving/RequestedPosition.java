package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/** The position that a read is to have seen: all of {@code Millrace-After} together. */
final class RequestedPosition {
    private RequestedPosition() {}

    /** @throws MillraceException with {@link CommonError#MALFORMED_POSITION} */
    static Position of(HttpServletRequest request) {
        Position merged = Position.EMPTY;
        Enumeration<String> headers = request.getHeaders("Millrace-After");
        while (headers.hasMoreElements()) {
            for (String token : headers.nextElement().split(",", -1)) {
                merged = merged.merge(Position.parse(token));
            }
        }
        return merged;
    }
}
