package io.millrace.views.serving;

import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;

/** Failures of reads of views. */
enum ServingError implements ErrorCode {
    SCAN_TOO_LARGE(ErrorKind.USER, 422, "The read would have to look at more rows than one read may."),
    POSITION_NOT_REACHED(ErrorKind.EXTERNAL, 504, "The view has not reached the position in time."),
    NO_COMMON_POSITION(ErrorKind.EXTERNAL, 504, "The views were at no common position in time."),
    VIEW_MOVES_TOO_FAST(ErrorKind.EXHAUSTED, 503, "The view changed so much that no consistent answer could be read."),
    LINK_TOO_LONG(ErrorKind.USER, 422, "The next page cannot be named in a link."),
    BEYOND_HISTORY(ErrorKind.USER, 410, "What the view was then is no longer known."),
    HISTORY_TOO_LARGE(ErrorKind.USER, 422, "Too much would have to be read to tell what the view was."),
    TOO_MANY_GROUPS(ErrorKind.USER, 422, "The selection makes more groups than one read may."),
    ANSWER_TOO_LARGE(ErrorKind.USER, 422, "The answer would be larger than one may be."),
    TOO_MANY_READS(ErrorKind.EXHAUSTED, 503, "The rows of too many reads are held at once."),
    TOO_MANY_WAITING(ErrorKind.EXHAUSTED, 503, "Too many reads wait for positions.");

    private final ErrorKind kind;
    private final int status;
    private final String title;

    ServingError(ErrorKind kind, int status, String title) {
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
