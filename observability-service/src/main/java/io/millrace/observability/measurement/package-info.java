/** Measurements of all hops, kept in buckets; the rates of streams and the freshness of views. */
@NullMarked
package io.millrace.observability.measurement;

import org.jspecify.annotations.NullMarked;
