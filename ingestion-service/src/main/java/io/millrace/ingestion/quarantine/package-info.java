/** The quarantine: what was refused at the door of a stream, whole, with the reason. */
@NullMarked
package io.millrace.ingestion.quarantine;

import org.jspecify.annotations.NullMarked;
