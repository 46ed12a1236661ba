/** The binary format of a view's changelog topic, written by stream-processor-service and read by view-service. */
@NullMarked
package io.millrace.api.changelog;

import org.jspecify.annotations.NullMarked;
