package io.millrace.orchestration.trigger;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Instant;

/**
 * The next time of one schedule of a workflow.
 *
 * @param revision of the workflow that has this schedule; another one makes it out of date
 * @param index which of the workflow's schedules
 * @param due the time that the schedule names; it may be acted on later
 */
record ScheduledTrigger(String workflow, long revision, int index, Instant due) {
    static final String TASK = "trigger";

    ScheduledTrigger at(Instant next) {
        return new ScheduledTrigger(workflow, revision, index, next);
    }

    TaskInstance<ScheduledTrigger> instance() {
        return new TaskInstance<>(TASK, workflow + "/" + revision + "/" + index, this);
    }
}
