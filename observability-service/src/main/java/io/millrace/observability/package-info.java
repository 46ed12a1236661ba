/**
 * How much, how fresh and from where: what every hop measured, how fresh each view is, and the graph of contracts, streams
 * and views. Features: {@code measurement}, {@code lineage}.
 */
@NullMarked
package io.millrace.observability;

import org.jspecify.annotations.NullMarked;
