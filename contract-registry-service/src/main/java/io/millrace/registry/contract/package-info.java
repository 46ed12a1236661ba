/** Contracts: their versions, their life from draft to retired, and how they are put and read. */
@NullMarked
package io.millrace.registry.contract;

import org.jspecify.annotations.NullMarked;
