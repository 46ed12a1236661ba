/** What stream-processor-service and view-service promise about views: definitions, status, and the compacted topic millrace.views. */
@NullMarked
package io.millrace.api.view;

import org.jspecify.annotations.NullMarked;
