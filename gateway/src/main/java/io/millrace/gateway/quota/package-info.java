/** How many requests a principal may make. */
@NullMarked
package io.millrace.gateway.quota;

import org.jspecify.annotations.NullMarked;
