/** The door's HTTP surface: bodies of every form and pace, within their limits, and honest replies. */
@NullMarked
package io.millrace.ingestion.endpoint;

import org.jspecify.annotations.NullMarked;
