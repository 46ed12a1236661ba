/** Commands that make, list and revoke API keys. */
@NullMarked
package io.millrace.cli.token;

import org.jspecify.annotations.NullMarked;
