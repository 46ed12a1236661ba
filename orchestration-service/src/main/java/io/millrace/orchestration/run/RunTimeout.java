package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.util.UUID;

/** The moment after which a round of a run is over. */
record RunTimeout(UUID run, int round) {
    static final String TASK = "run-timeout";

    TaskInstance<RunTimeout> instance() {
        return new TaskInstance<>(TASK, run + "/" + round, this);
    }
}
