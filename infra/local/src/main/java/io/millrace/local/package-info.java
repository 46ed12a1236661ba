/** The embedded servers, and the supervisor that runs the whole suite on one machine. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
