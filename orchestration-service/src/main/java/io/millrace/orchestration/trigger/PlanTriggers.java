package io.millrace.orchestration.trigger;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import io.millrace.orchestration.workflow.Schedule;
import io.millrace.orchestration.workflow.WorkflowChanged;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Plans the first time of each schedule of a new or changed workflow, in the same transaction. Those of earlier documents
 * find out by themselves that they are out of date.
 */
@Component
class PlanTriggers {
    private final SchedulerClient timers;
    private final Clock clock;

    PlanTriggers(@Qualifier("timers") SchedulerClient timers, Clock clock) {
        this.timers = timers;
        this.clock = clock;
    }

    @EventListener
    void workflowChanged(WorkflowChanged changed) {
        List<Schedule> schedules = changed.definition().schedules();
        for (int index = 0; index < schedules.size(); index++) {
            Optional<Instant> next = schedules.get(index).next(clock.instant());
            if (next.isPresent()) {
                ScheduledTrigger trigger =
                        new ScheduledTrigger(changed.id(), changed.changedAt().toEpochMilli(), index, next.get());
                timers.schedule(trigger.instance(), trigger.due());
            }
        }
    }
}
