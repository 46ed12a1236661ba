/**
 * What a service answers without servers, when its jar is run with the argument {@code check}: one question as JSON on its
 * standard input, one answer as JSON on its standard output. So a project is checked by the code that will run it.
 */
@NullMarked
package io.millrace.api.check;

import org.jspecify.annotations.NullMarked;
