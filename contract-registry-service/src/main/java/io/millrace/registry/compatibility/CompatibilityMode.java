package io.millrace.registry.compatibility;

/** What a contract promises about its next version: the value of {@code millrace.compatibility}. */
public enum CompatibilityMode {
    /** Every event that is valid under n is valid under n+1, and no column goes or changes its type. */
    BACKWARD,
    /** Every event that is valid under n+1 is valid under n. */
    FORWARD,
    /** Both. */
    FULL,
    /** Anything goes but what would part the topic from its events: key, its types, event time, partitions, topic. */
    NONE;

    /** The setting that holds it. */
    public static final String PROPERTY = "millrace.compatibility";

    /** Whether a version with this mode may differ so from the one before. */
    public boolean allows(Change change) {
        return switch (this) {
            case BACKWARD -> !change.breaksBackward();
            case FORWARD -> !change.breaksForward();
            case FULL -> !change.breaksBackward() && !change.breaksForward();
            case NONE -> change.kind() != Change.Kind.FIXED;
        };
    }
}
