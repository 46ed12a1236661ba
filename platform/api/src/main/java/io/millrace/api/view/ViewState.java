package io.millrace.api.view;

/** Where a view is in its life. */
public enum ViewState {
    /** Defined, not yet started. */
    CREATED,
    /** Running, and not yet past the events that were there when it was created. */
    BACKFILLING,
    /** Running, and past them. */
    RUNNING,
    /** Stopped on purpose; reads answer with what was there. */
    PAUSED,
    /** Stopped by something that does not heal by itself; the reason is told. */
    FAILED
}
