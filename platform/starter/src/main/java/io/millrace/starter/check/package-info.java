/** Services as programs that answer one question about a project and end. */
@NullMarked
package io.millrace.starter.check;

import org.jspecify.annotations.NullMarked;
