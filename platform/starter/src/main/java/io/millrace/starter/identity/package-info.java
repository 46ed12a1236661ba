/** Who calls: verified principals, scopes, and the tokens with which services call each other. */
@NullMarked
package io.millrace.starter.identity;

import org.jspecify.annotations.NullMarked;
