package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.util.UUID;

/**
 * A scheduled attempt of a step.
 *
 * @param execution the number that the step must still expect
 */
record StepExecution(UUID run, String step, int execution) {
    static final String TASK = "step";

    TaskInstance<StepExecution> instance() {
        return new TaskInstance<>(TASK, run + "/" + step + "/" + execution, this);
    }
}
