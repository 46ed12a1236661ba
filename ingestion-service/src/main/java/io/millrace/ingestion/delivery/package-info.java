/** Delivery: admitted and refused events on their way into Kafka, and what is known of their arrival. */
@NullMarked
package io.millrace.ingestion.delivery;

import org.jspecify.annotations.NullMarked;
