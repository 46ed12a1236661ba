/** Serves materialized views: applies their changelogs to Redis and answers reads. */
@NullMarked
package io.millrace.views;

import org.jspecify.annotations.NullMarked;
