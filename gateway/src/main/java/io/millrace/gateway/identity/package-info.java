/** Who calls: credentials of clients, and the signed principal that takes their place behind the gateway. */
@NullMarked
package io.millrace.gateway.identity;

import org.jspecify.annotations.NullMarked;
