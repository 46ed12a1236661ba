package io.millrace.processor.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the WITH clause of a derived stream says that one of a view does not.
 *
 * @param retentionMs how long the topic keeps events, a minute or more; -1 (default) for ever
 * @param outOfOrdernessMs how far behind the greatest event time an event may be, 0 to 31 days; null where the query says it
 * @param key names of the columns of the Kafka key; empty where the query says it
 * @param keyPlace where they stand; null where they are not given
 */
public record StreamOptions(
        long retentionMs,
        @Nullable Long outOfOrdernessMs,
        List<String> key,
        @Nullable SqlPlace keyPlace) {
    public static final StreamOptions DEFAULTS = new StreamOptions(-1, null, List.of(), null);

    public StreamOptions {
        key = List.copyOf(key);
    }
}
