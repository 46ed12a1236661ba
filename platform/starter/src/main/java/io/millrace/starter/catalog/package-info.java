/** State that is kept as a compacted topic, followed as a table. */
@NullMarked
package io.millrace.starter.catalog;

import org.jspecify.annotations.NullMarked;
