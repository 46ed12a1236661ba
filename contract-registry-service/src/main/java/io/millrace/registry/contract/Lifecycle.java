package io.millrace.registry.contract;

/** What a version's status means. The text is the contract's own; three words of it have a meaning here. */
enum Lifecycle {
    /** Any other word: nothing is checked or made yet, and the content may change. */
    DRAFT,
    /** Its streams take events. At most one version of a contract is. */
    ACTIVE,
    /** It was active, and a higher version or its owner has ended that. */
    DEPRECATED,
    /** It is over for good. */
    RETIRED;

    static Lifecycle of(String status) {
        return switch (status) {
            case "active" -> ACTIVE;
            case "deprecated" -> DEPRECATED;
            case "retired" -> RETIRED;
            default -> DRAFT;
        };
    }

    /** Whether a version may go from here to there; staying is always allowed. */
    boolean leadsTo(Lifecycle next) {
        return switch (this) {
            case DRAFT -> true;
            case ACTIVE -> next != DRAFT;
            case DEPRECATED -> next != DRAFT;
            case RETIRED -> next == RETIRED;
        };
    }
}
