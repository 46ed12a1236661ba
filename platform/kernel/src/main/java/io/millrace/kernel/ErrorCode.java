package io.millrace.kernel;

/**
 * A stable, documented name of a failure. Each service lists its own as an enum that implements this interface; codes are
 * never renamed or reused, because clients branch on them.
 */
public interface ErrorCode {
    /** Upper snake case, for example {@code VERSION_EXISTS}. */
    String name();

    /** Who can mend it. */
    ErrorKind kind();

    /** The HTTP status with which it is answered, 400 to 599. */
    int status();

    /** One short sentence that is the same for every occurrence. */
    String title();

    /** The problem type of RFC 9457. */
    default String urn() {
        return "urn:millrace:error:" + name();
    }
}
