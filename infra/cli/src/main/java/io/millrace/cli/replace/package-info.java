/** From one version of a view to the next and back. */
@NullMarked
package io.millrace.cli.replace;

import org.jspecify.annotations.NullMarked;
