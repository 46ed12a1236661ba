/** Proof that what is served is what the streams say. */
@NullMarked
package io.millrace.cli.verify;

import org.jspecify.annotations.NullMarked;
