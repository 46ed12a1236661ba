/** The process that keeps one set of servers for all test JVMs of a build, and ends them with the build. */
@NullMarked
package io.millrace.testkit.host;

import org.jspecify.annotations.NullMarked;
