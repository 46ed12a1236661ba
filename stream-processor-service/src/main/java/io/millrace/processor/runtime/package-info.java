/** Runtimes: Kafka Streams applications that run the stages of one or more views. The only package that knows Kafka Streams. */
@NullMarked
package io.millrace.processor.runtime;

import org.jspecify.annotations.NullMarked;
