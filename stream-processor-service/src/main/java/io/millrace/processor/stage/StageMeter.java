package io.millrace.processor.stage;

/** Takes counts of what the stages of a view did, from several threads; each stage reports once per commit, while it works. */
@FunctionalInterface
public interface StageMeter {
    /** Counts nothing. */
    StageMeter NONE = counts -> {};

    void count(Counts counts);

    /** A stage begins to work, with the state that it has. */
    default void began(Stage stage) {}

    /** It works no more. */
    default void ended(Stage stage) {}

    /**
     * What one stage did since its last report.
     *
     * @param in events read
     * @param out changed rows put out
     * @param bytes of those rows
     * @param refused events and rows that went to the quarantine
     * @param late rows excluded for being late
     * @param arrivedAt when the last event that was read had arrived, epoch milliseconds; 0 where all was read before, -1
     *     where the stage reads no stream
     */
    record Counts(long in, long out, long bytes, long refused, long late, long arrivedAt) {}
}
