/** Starts the suite in order of need, watches it, restarts what dies, and ends it without leaving anything behind. */
@NullMarked
package io.millrace.local.supervisor;

import org.jspecify.annotations.NullMarked;
