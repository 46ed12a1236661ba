/** What ingestion-service promises: replies of the door, and the quarantine. */
@NullMarked
package io.millrace.api.ingestion;

import org.jspecify.annotations.NullMarked;
