package io.millrace.registry.contract;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ETags of contracts: the revision, and behind a hyphen what tells the representations of one revision apart, so that any
 * of them can be sent back in {@code If-Match}.
 */
final class EntityTag {
    private EntityTag() {}

    static String of(long revision) {
        return "\"" + revision + "\"";
    }

    static String of(long revision, String representation) {
        return "\"" + revision + "-" + representation + "\"";
    }

    /** @throws MillraceException with {@link CommonError#PRECONDITION_FAILED} where no tag is that of the revision */
    static void check(@Nullable String ifMatch, Optional<Long> revision, String id) {
        if (ifMatch == null) {
            return;
        }
        for (String given : ifMatch.split(",", -1)) {
            String tag = given.strip();
            if (revision.isPresent()
                    && (tag.equals("*")
                            || tag.equals(of(revision.get()))
                            || tag.startsWith("\"" + revision.get() + "-"))) {
                return;
            }
        }
        String now = revision.map(present -> "has the ETag " + of(present)).orElse("does not exist");
        throw new MillraceException(
                CommonError.PRECONDITION_FAILED,
                "If-Match is " + (ifMatch.length() > 100 ? "another" : ifMatch) + ", but the contract " + id + " " + now
                        + ". Read it again, and send your change against what it is now.");
    }
}
