/** The words that every part of Millrace shares: ids, error codes, positions, names of topics. JDK only. */
@NullMarked
package io.millrace.kernel;

import org.jspecify.annotations.NullMarked;
