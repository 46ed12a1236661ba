package io.millrace.processor.function;

import io.millrace.processor.step.EvaluationException;

/** What went wrong inside a function; the generated code adds the expression's text. Without a stack trace: rows may fail often. */
public final class EvaluationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String detail;

    EvaluationFailure(String code, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.detail = detail;
    }

    static EvaluationFailure overflow(String detail) {
        return new EvaluationFailure("NUMERIC_OVERFLOW", detail);
    }

    static EvaluationFailure divisionByZero() {
        return new EvaluationFailure("DIVISION_BY_ZERO", "division by zero");
    }

    static EvaluationFailure cast(String value, String type) {
        String shown = value.length() > 100 ? value.substring(0, 100) + "…" : value;
        return new EvaluationFailure("INVALID_CAST", "'" + shown + "' is not a " + type);
    }

    static EvaluationFailure argument(String detail) {
        return new EvaluationFailure("INVALID_ARGUMENT", detail);
    }

    /** The exception that sends the row to quarantine. */
    public EvaluationException in(String expression) {
        return new EvaluationException(code, expression + ": " + detail, this);
    }

    /** The same for what the JDK's exact arithmetic throws. */
    public static EvaluationException overflowIn(String expression, ArithmeticException cause) {
        return new EvaluationException("NUMERIC_OVERFLOW", expression + ": out of range", cause);
    }
}
