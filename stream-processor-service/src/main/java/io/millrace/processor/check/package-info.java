/** Views as files: compiled against the contracts beside them, and run over the events of their tests. */
@NullMarked
package io.millrace.processor.check;

import org.jspecify.annotations.NullMarked;
