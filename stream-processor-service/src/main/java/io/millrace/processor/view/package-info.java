/** Definitions of materialized views and their life, over HTTP and on millrace.views. */
@NullMarked
package io.millrace.processor.view;

import org.jspecify.annotations.NullMarked;
