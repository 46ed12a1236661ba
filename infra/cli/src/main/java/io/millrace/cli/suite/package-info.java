/** Commands that start, show and end the suite on this machine. */
@NullMarked
package io.millrace.cli.suite;

import org.jspecify.annotations.NullMarked;
