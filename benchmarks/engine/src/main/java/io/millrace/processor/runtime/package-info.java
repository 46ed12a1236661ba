/** Runs a view in the runtime of stream-processor-service, whose package this is, without its service around it. */
@org.jspecify.annotations.NullMarked
package io.millrace.processor.runtime;
