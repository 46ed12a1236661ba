/** A folder of contracts, views and workflows that is applied as one. */
@NullMarked
package io.millrace.cli.project;

import org.jspecify.annotations.NullMarked;
