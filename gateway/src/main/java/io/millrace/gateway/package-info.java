/** The only door for clients: routes, identity, quotas, audit and API documents. */
@NullMarked
package io.millrace.gateway;

import org.jspecify.annotations.NullMarked;
