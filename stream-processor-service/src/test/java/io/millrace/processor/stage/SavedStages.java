package io.millrace.processor.stage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of a view have left in Kafka: their stores' changelogs, what is on the way between them, and the rows.
 *
 * @param exchanges by exchange and partition
 * @param changelog by sink partition
 * @param now the clock, epoch milliseconds
 */
public record SavedStages(
        List<Task> scans, List<Task> merges, List<List<List<byte[]>>> exchanges, List<List<Row>> changelog, long now) {
    /** @param committed how many records of its input it has taken */
    public record Task(List<Entry> log, int committed) {}

    public record Entry(byte[] key, byte[] value) {}

    public record Row(byte[] key, byte @Nullable [] value, byte @Nullable [] epoch) {}
}
