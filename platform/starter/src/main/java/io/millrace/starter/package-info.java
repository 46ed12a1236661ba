/** Settings that every service shares, and their defaults from the process environment. No words of any domain. */
@NullMarked
package io.millrace.starter;

import org.jspecify.annotations.NullMarked;
