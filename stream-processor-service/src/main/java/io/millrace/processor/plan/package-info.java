/** From a parsed statement to a ViewPlan: validation, lowering, code generation, and the rules of the view's key. */
@NullMarked
package io.millrace.processor.plan;

import org.jspecify.annotations.NullMarked;
