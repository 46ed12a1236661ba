package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.util.UUID;

/** The moment after which an attempt is failed even though the copy that makes it has not said anything. */
record AttemptTimeout(UUID run, String step, int attempt) {
    static final String TASK = "attempt-timeout";

    TaskInstance<AttemptTimeout> instance() {
        return new TaskInstance<>(TASK, run + "/" + step + "/" + attempt, this);
    }
}
