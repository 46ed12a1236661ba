/** The public HTTP API at the gateway, as the commands use it. */
@NullMarked
package io.millrace.cli.gateway;

import org.jspecify.annotations.NullMarked;
