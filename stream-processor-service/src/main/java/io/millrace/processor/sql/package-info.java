/** The dialect: one CREATE MATERIALIZED VIEW statement, parsed, and everything that is refused by its form. */
@NullMarked
package io.millrace.processor.sql;

import org.jspecify.annotations.NullMarked;
