/** Runs of plans over closed ranges of the log, in process. */
@org.jspecify.annotations.NullMarked
package io.millrace.processor.replay;
