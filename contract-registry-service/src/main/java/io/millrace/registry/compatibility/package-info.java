/** What differs between two versions of a stream, and whom it would break. */
@NullMarked
package io.millrace.registry.compatibility;

import org.jspecify.annotations.NullMarked;
