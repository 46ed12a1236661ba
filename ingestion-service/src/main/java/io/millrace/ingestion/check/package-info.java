/** Events in files, checked as the door would check them. */
@NullMarked
package io.millrace.ingestion.check;

import org.jspecify.annotations.NullMarked;
