package io.millrace.ingestion.admission;

/** The text cannot be read on: it is not JSON, not UTF-8, or too deep. Carries no stack, for it is an ordinary outcome. */
final class RefusedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RefusalCode code;

    RefusedJson(RefusalCode code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    RefusalCode code() {
        return code;
    }

    String detail() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }
}
