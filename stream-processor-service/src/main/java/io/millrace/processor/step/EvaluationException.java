package io.millrace.processor.step;

/** An expression has no value for a row; the row goes to the view's quarantine and the view goes on. */
public final class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code upper snake case, for example NUMERIC_OVERFLOW, DIVISION_BY_ZERO, INVALID_CAST
     * @param detail the expression and what went wrong
     */
    public EvaluationException(String code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
