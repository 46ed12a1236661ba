/** What generated expressions call: exact arithmetic, casts, text and time. Every failure is an EvaluationException. */
@NullMarked
package io.millrace.processor.function;

import org.jspecify.annotations.NullMarked;
