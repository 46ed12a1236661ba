package io.millrace.orchestration.trigger;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Instant;

/**
 * The next time of one schedule of a workflow.
 *
 * @param definedAt when the document with this schedule was put, Unix time in milliseconds; another put, also after the
 *     workflow was deleted, makes the trigger out of date
 * @param index which of the workflow's schedules
 * @param due the time that the schedule names; it may be acted on later
 */
record ScheduledTrigger(String workflow, long definedAt, int index, Instant due) {
    static final String TASK = "trigger";

    ScheduledTrigger at(Instant next) {
        return new ScheduledTrigger(workflow, definedAt, index, next);
    }

    TaskInstance<ScheduledTrigger> instance() {
        return new TaskInstance<>(TASK, workflow + "/" + definedAt + "/" + index, this);
    }
}
