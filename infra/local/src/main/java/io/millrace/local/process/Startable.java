package io.millrace.local.process;

import java.time.Duration;
import java.util.Optional;

/** What the supervisor starts, watches and starts again. */
public interface Startable {
    /** As it is called in {@code status}, for example {@code kafka}. */
    String name();

    /** The port on 127.0.0.1. */
    int port();

    /** What stands in its way for good, found before anything is started: the facts, then the mend. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /**
     * Prepares what has to be prepared and starts the process.
     *
     * @throws io.millrace.local.LocalException when it cannot be started
     */
    OwnedProcess start();

    /** Whether clients can use it now; takes at most about a second. */
    boolean ready();

    /** How long an orderly end may take. */
    Duration stopGrace();
}
