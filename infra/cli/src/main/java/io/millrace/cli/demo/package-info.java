/** The demo: real flights through the whole suite, watched live. */
@NullMarked
package io.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
