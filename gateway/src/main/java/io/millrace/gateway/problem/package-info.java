/** Problem documents for what fails before or beside the routes. */
@NullMarked
package io.millrace.gateway.problem;

import org.jspecify.annotations.NullMarked;
