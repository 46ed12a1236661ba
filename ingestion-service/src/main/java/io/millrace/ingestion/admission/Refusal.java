package io.millrace.ingestion.admission;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with an event.
 *
 * @param pointer RFC 6901 pointer to the member; null where the whole event is meant
 * @param detail the facts, then what to do
 */
public record Refusal(RefusalCode code, @Nullable String pointer, String detail) {}
