package io.millrace.api.ingestion;

/** Kafka headers of events and of quarantined events; values are UTF-8. */
public final class EventHeaders {
    /** On events: {@code id:version} of the contract under which it was admitted. On quarantined events: that refused it. */
    public static final String CONTRACT = "millrace-contract";
    /** On quarantined events: the form of the record, {@code quarantined;1}. */
    public static final String TYPE = "millrace-type";
    /** On quarantined events: the error code. */
    public static final String CODE = "millrace-code";
    /** On quarantined events: RFC 6901 pointer, absent where the whole event is meant. */
    public static final String POINTER = "millrace-pointer";
    /** On quarantined events: the detail. */
    public static final String REASON = "millrace-reason";

    public static final String QUARANTINED_V1 = "quarantined;1";

    private EventHeaders() {}
}
