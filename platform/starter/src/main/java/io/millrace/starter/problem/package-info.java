/** Failures as RFC 9457 problem documents. */
@NullMarked
package io.millrace.starter.problem;

import org.jspecify.annotations.NullMarked;
