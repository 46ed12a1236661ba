/**
 * Admission: the active contract of a stream, compiled once per version to a one-pass validator over the bytes of an event,
 * which also takes out the Kafka key and the event time.
 */
@NullMarked
package io.millrace.ingestion.admission;

import org.jspecify.annotations.NullMarked;
