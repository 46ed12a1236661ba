/** Which path goes to which service, and how requests and answers stream through. */
@NullMarked
package io.millrace.gateway.route;

import org.jspecify.annotations.NullMarked;
