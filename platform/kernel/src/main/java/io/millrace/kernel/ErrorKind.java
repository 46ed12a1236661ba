package io.millrace.kernel;

/** Who can mend a failure. Every {@link ErrorCode} has exactly one kind; alerts and retries are decided by it. */
public enum ErrorKind {
    /** The caller sent something that cannot be done; the same request fails again. */
    USER,
    /** A defect or a broken invariant of Millrace. */
    INTERNAL,
    /** A limit was reached; the same request may succeed later or with more resources. */
    EXHAUSTED,
    /** Something outside the service did not answer as it should; the same request may succeed later. */
    EXTERNAL
}
