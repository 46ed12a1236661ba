/** Which contract describes which stream, and which view reads it. */
@NullMarked
package io.millrace.observability.lineage;

import org.jspecify.annotations.NullMarked;
