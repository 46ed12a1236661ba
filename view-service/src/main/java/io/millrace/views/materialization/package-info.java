/** Applies the changelogs of views to Redis, one closed epoch after the other, and hands out consistent cuts of them. */
@NullMarked
package io.millrace.views.materialization;

import org.jspecify.annotations.NullMarked;
