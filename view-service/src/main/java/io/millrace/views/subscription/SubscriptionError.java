package io.millrace.views.subscription;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Failures of subscriptions. */
enum SubscriptionError implements ErrorCode {
    MALFORMED_EVENT_ID(ErrorKind.USER, 400, "The Last-Event-ID is not one that Millrace gave out."),
    TOO_MANY_SUBSCRIBERS(ErrorKind.EXHAUSTED, 503, "Too many clients are subscribed at once."),
    SUBSCRIBER_TOO_SLOW(ErrorKind.EXHAUSTED, 503, "The client takes changes more slowly than they come.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    SubscriptionError(ErrorKind kind, int status, String title) {
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
