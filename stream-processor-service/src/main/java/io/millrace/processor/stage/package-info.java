/** Plans of views, and stages: the fused steps of one sub-topology with their exchange blocks, epochs and positions. */
@NullMarked
package io.millrace.processor.stage;

import org.jspecify.annotations.NullMarked;
