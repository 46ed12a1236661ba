/** The door: events in over HTTP, checked against their contract, into Kafka or into the quarantine. */
@NullMarked
package io.millrace.ingestion;

import org.jspecify.annotations.NullMarked;
