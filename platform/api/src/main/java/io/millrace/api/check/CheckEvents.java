package io.millrace.api.check;

import io.millrace.api.contract.StreamSchema;
import java.util.List;

/** Asks ingestion-service which events it would admit. */
public record CheckEvents(List<StreamSchema> streams, List<GivenEvents> given) {
    /**
     * @param stream one of the streams
     * @param events as a producer would send them
     */
    public record GivenEvents(String stream, List<String> events) {}
}
