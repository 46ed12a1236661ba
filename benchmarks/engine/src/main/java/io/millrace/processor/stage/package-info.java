/** What single records cost in the stages of stream-processor-service, whose package this is. */
@org.jspecify.annotations.NullMarked
package io.millrace.processor.stage;
