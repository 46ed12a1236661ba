package io.millrace.processor.runtime;

/** Hears of runtimes that stopped by something that does not heal by itself. */
@FunctionalInterface
public interface RuntimeListener {
    /** @param reason the facts, then what to do */
    void failed(String runtime, String reason);
}
