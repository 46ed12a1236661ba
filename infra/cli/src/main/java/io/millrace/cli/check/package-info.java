/** Checks a project's files without an installation, and runs the tests of its views. */
@NullMarked
package io.millrace.cli.check;

import org.jspecify.annotations.NullMarked;
