package io.millrace.registry.compatibility;

/**
 * One difference between two versions of a stream.
 *
 * @param pointer into the new document
 * @param detail for people: what it was and what it is
 * @param breaksBackward whether an event of the old version, or a query over it, may not survive
 * @param breaksForward whether an event of the new version may not be valid under the old
 */
public record Change(Kind kind, String pointer, String detail, boolean breaksBackward, boolean breaksForward) {
    public enum Kind {
        STREAM_ADDED,
        STREAM_REMOVED,
        COLUMN_ADDED,
        COLUMN_REMOVED,
        COLUMN_RETYPED,
        TIGHTENED,
        LOOSENED,
        /** Cannot change at all, because the topic and its events are laid out by it. */
        FIXED
    }
}
