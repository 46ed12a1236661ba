/** The command {@code ./millrace}. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
