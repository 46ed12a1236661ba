/** The stream processor: view definitions, streaming SQL and their running queries. */
@NullMarked
package io.millrace.processor;

import org.jspecify.annotations.NullMarked;
