/** The contract registry: what streams are, who owns them, what may change, and who may call. */
@NullMarked
package io.millrace.registry;

import org.jspecify.annotations.NullMarked;
