/** Workflows as files, checked without a service that runs them. */
@NullMarked
package io.millrace.orchestration.check;

import org.jspecify.annotations.NullMarked;
