package io.millrace.processor.runtime;

/**
 * How a view's changelog topic is made. Of a derived stream, which has none, it tells the partitions alone.
 *
 * @param partitions sink partitions; the source topic's where the plan has no exchange
 * @param historyMs how long every change is kept before the topic is compacted, milliseconds
 */
public record ChangelogSettings(int partitions, long historyMs) {}
