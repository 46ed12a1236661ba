/** Rows as the changelog carries them: JSON objects under keys, and the types that compare their values. */
@NullMarked
package io.millrace.views.row;

import org.jspecify.annotations.NullMarked;
