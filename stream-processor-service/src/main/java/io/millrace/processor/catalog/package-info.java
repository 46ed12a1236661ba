/** Streams as the SQL tables of the dialect: known from millrace.contracts, asked for at the registry when unknown. */
@NullMarked
package io.millrace.processor.catalog;

import org.jspecify.annotations.NullMarked;
