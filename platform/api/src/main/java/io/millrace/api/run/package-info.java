/** What orchestration-service promises about runs: the facts on millrace.runs. */
@NullMarked
package io.millrace.api.run;

import org.jspecify.annotations.NullMarked;
