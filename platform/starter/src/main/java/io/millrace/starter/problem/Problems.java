package io.millrace.starter.problem;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Makes RFC 9457 problem documents out of error codes. */
public final class Problems {
    private static final Map<Integer, CommonError> BY_STATUS = Map.ofEntries(
            Map.entry(400, CommonError.MALFORMED_REQUEST),
            Map.entry(401, CommonError.UNAUTHENTICATED),
            Map.entry(403, CommonError.FORBIDDEN),
            Map.entry(404, CommonError.NOT_FOUND),
            Map.entry(405, CommonError.METHOD_NOT_ALLOWED),
            Map.entry(406, CommonError.NOT_ACCEPTABLE),
            Map.entry(409, CommonError.CONFLICT),
            Map.entry(412, CommonError.PRECONDITION_FAILED),
            Map.entry(413, CommonError.PAYLOAD_TOO_LARGE),
            Map.entry(415, CommonError.UNSUPPORTED_MEDIA_TYPE),
            Map.entry(429, CommonError.TOO_MANY_REQUESTS),
            Map.entry(502, CommonError.BAD_GATEWAY),
            Map.entry(503, CommonError.UNAVAILABLE),
            Map.entry(504, CommonError.TIMED_OUT));

    private Problems() {}

    public static ProblemDetail of(MillraceException failure) {
        return of(failure.code(), failure.detail(), failure.violations());
    }

    /**
     * @param detail the facts, then what to do; shown to the caller
     * @param violations everything that is wrong at once; left out where empty
     */
    public static ProblemDetail of(ErrorCode code, String detail, List<Violation> violations) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(code.status()), detail);
        problem.setType(URI.create(code.urn()));
        problem.setTitle(code.title());
        problem.setProperty("code", code.name());
        problem.setProperty("kind", code.kind().name());
        if (!violations.isEmpty()) {
            problem.setProperty(
                    "violations", violations.stream().map(Problems::members).toList());
        }
        return problem;
    }

    /** Names the request's path as the problem's instance, unless it is none that a URI can hold, such as {@code //}. */
    public static void at(ProblemDetail problem, String path) {
        try {
            problem.setInstance(new URI(path));
        } catch (URISyntaxException e) {
            problem.setInstance(null);
        }
    }

    /** The general code of a status that something else than Millrace's own code has chosen. */
    public static ErrorCode codeOf(int status) {
        CommonError known = BY_STATUS.get(status);
        if (known != null) {
            return known;
        }
        return status < 500 ? CommonError.MALFORMED_REQUEST : CommonError.INTERNAL_ERROR;
    }

    private static Map<String, Object> members(Violation violation) {
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        members.put("code", violation.code());
        members.put("detail", violation.detail());
        putIfPresent(members, "pointer", violation.pointer());
        putIfPresent(members, "line", violation.line());
        putIfPresent(members, "column", violation.column());
        putIfPresent(members, "hint", violation.hint());
        return members;
    }

    private static void putIfPresent(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
