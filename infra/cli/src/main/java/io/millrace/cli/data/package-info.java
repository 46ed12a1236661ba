/** Commands that send events and read views and listings. */
@NullMarked
package io.millrace.cli.data;

import org.jspecify.annotations.NullMarked;
