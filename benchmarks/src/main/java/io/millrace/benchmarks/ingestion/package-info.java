/** How much of Kafka's own speed is left at the door. */
@NullMarked
package io.millrace.benchmarks.ingestion;

import org.jspecify.annotations.NullMarked;
