package io.millrace.api.check;

import io.millrace.api.ingestion.EventError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param given in the order of the question, what became of each event
 */
public record CheckedEvents(List<List<CheckedEvent>> given) {
    /**
     * @param key the Kafka key in base64; null where the stream has no primary key or the event is refused
     * @param refused why it would go to quarantine; null where it would be admitted
     */
    public record CheckedEvent(
            @Nullable String key, @Nullable EventError refused) {}
}
