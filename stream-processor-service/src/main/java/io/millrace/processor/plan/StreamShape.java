package io.millrace.processor.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the contract of a derived stream says beside its columns.
 *
 * @param key columns of the Kafka key; empty where events have none
 * @param eventTime the column that holds the event time; null where arrival counts
 * @param outOfOrdernessMs how far behind the greatest event time before it an event may be, milliseconds
 */
public record StreamShape(List<String> key, @Nullable String eventTime, long outOfOrdernessMs) {
    public StreamShape {
        key = List.copyOf(key);
    }
}
