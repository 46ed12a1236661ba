package io.millrace.local.supervisor;

/** Where a server or service is in its life, as {@code status} shows it. */
public enum ProcessState {
    /** Started, or about to be, for the first time; not usable yet. */
    STARTING,
    /** Usable. */
    READY,
    /** It died and is being started again. */
    RESTARTING,
    /** It died too often in a row; it is not started again until the next {@code up}. */
    FAILED,
    /** Not running, on purpose. */
    STOPPED
}
