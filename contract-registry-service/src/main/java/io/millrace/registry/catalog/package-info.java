/** The catalogue of streams: to which contract each belongs, its topics in Kafka, and what its active version says. */
@NullMarked
package io.millrace.registry.catalog;

import org.jspecify.annotations.NullMarked;
