package io.millrace.views.verification;

/** What a verification comes to. */
enum Verdict {
    /** The log makes the answer that the receipt vouches for, and rows that were given are those. */
    CONFIRMED,
    /** It is not so. */
    REFUTED,
    /** It cannot be told, or not now. */
    UNVERIFIABLE;

    /** Why it is so. */
    enum Reason {
        /** The receipt is not as a service of this installation has signed it. */
        SIGNATURE(REFUTED),
        /** The rows that were given are not those of the receipt. */
        ROWS(REFUTED),
        /** The log makes another answer. */
        ANSWER(REFUTED),
        /** There never was such a version of the view here. */
        VIEW_UNKNOWN(UNVERIFIABLE),
        /** A stream's topic is another one now, or has lost records. */
        STREAM_GONE(UNVERIFIABLE),
        /** Retention has removed events that the view has read, and without them the answer is another one. */
        BEGINNING_REMOVED(UNVERIFIABLE),
        /** This release plans or reads the query otherwise. */
        PLAN_CHANGED(UNVERIFIABLE),
        /** A jar that the view calls is not installed. */
        FUNCTION_UNAVAILABLE(UNVERIFIABLE),
        /** The view has more events or rows than are made anew in a running service. */
        TOO_LARGE(UNVERIFIABLE),
        /** Another verification goes on, or memory is short: try again. */
        BUSY(UNVERIFIABLE),
        /** A service that is needed does not answer: try again. */
        UNAVAILABLE(UNVERIFIABLE);

        private final Verdict verdict;

        Reason(Verdict verdict) {
            this.verdict = verdict;
        }

        Verdict verdict() {
            return verdict;
        }

        /** What a problem of stream-processor-service means for a receipt. */
        static Reason ofProblem(String code) {
            return switch (code) {
                case "VIEW_NOT_FOUND" -> VIEW_UNKNOWN;
                case "VIEW_STATE", "INVALID_PARAMETER" -> STREAM_GONE;
                case "PLAN_CHANGED" -> PLAN_CHANGED;
                case "FUNCTION_UNAVAILABLE" -> FUNCTION_UNAVAILABLE;
                case "VERIFICATION_TOO_LARGE" -> TOO_LARGE;
                case "TOO_MANY_REQUESTS" -> BUSY;
                default -> UNAVAILABLE;
            };
        }
    }
}
