/** The history of contracts: who changed what, and when. */
@NullMarked
package io.millrace.registry.change;

import org.jspecify.annotations.NullMarked;
