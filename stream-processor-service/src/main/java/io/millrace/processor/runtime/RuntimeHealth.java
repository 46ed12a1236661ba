package io.millrace.processor.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How a runtime is on this copy.
 *
 * @param reason why it is FAILED, else null
 * @param threadsAlive threads that work
 */
public record RuntimeHealth(State state, @Nullable String reason, int threadsAlive) {
    /** States as a person means them: RUNNING only while threads are alive and have their partitions. */
    public enum State {
        STARTING,
        REBALANCING,
        RUNNING,
        FAILED
    }
}
