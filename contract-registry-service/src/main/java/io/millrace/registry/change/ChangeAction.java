package io.millrace.registry.change;

/** What happened to a version of a contract. */
public enum ChangeAction {
    /** It was put for the first time. */
    CREATED,
    /** A draft got other content, and perhaps another status. */
    REPLACED,
    /** It got another status. */
    TRANSITION,
    /** A higher version became active, so that this one became deprecated. */
    SUPERSEDED
}
