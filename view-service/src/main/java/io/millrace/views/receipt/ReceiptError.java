package io.millrace.views.receipt;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Why an answer has no receipt. */
public enum ReceiptError implements ErrorCode {
    RECEIPT_TOO_LARGE(ErrorKind.USER, 422, "The receipt would be longer than a header may be."),
    NO_RECEIPT(ErrorKind.EXTERNAL, 503, "The rows cannot be vouched for now.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    ReceiptError(ErrorKind kind, int status, String title) {
        this.kind = kind;
        this.status = status;
        this.title = title;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
