/** Answers reads of views: the grammar of queries, freshness, positions and paging. */
@NullMarked
package io.millrace.views.serving;

import org.jspecify.annotations.NullMarked;
