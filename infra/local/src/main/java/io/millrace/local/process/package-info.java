/** Operating system processes that never outlive the process which started them. */
@NullMarked
package io.millrace.local.process;

import org.jspecify.annotations.NullMarked;
