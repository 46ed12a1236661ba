/** Benchmarks that print a ratio against a named baseline of the same run; never part of the tests. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
