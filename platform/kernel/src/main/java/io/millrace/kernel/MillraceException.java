package io.millrace.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure with a stable code; at the edge it becomes an RFC 9457 problem document. */
public final class MillraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient List<Violation> violations;

    /**
     * @param code which failure
     * @param detail the facts, then what to do; shown to the caller, so without secrets
     */
    public MillraceException(ErrorCode code, String detail) {
        this(code, detail, List.of(), null);
    }

    public MillraceException(ErrorCode code, String detail, @Nullable Throwable cause) {
        this(code, detail, List.of(), cause);
    }

    public MillraceException(ErrorCode code, String detail, List<Violation> violations) {
        this(code, detail, violations, null);
    }

    private MillraceException(ErrorCode code, String detail, List<Violation> violations, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.violations = List.copyOf(violations);
    }

    public ErrorCode code() {
        return code;
    }

    /** Everything that is wrong at once; empty where the code says it all. */
    public List<Violation> violations() {
        return violations;
    }

    /** The detail, never null. */
    public String detail() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }
}
