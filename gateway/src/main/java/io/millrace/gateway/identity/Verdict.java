package io.millrace.gateway.identity;

import io.millrace.starter.identity.Principal;

/** What became of a credential. */
sealed interface Verdict {
    /** It stands for somebody. */
    record Known(Principal principal) implements Verdict {}

    /** It stands for nobody; the detail says the facts and the mend, and is shown to the caller. */
    record Refused(String detail) implements Verdict {}

    /** Nobody can tell now; the caller is not let in. */
    record Undecided(String detail) implements Verdict {}
}
