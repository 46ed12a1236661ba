/** Contracts as files, checked without a registry that keeps them. */
@NullMarked
package io.millrace.registry.check;

import org.jspecify.annotations.NullMarked;
