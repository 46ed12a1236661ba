package io.millrace.orchestration.trigger;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable executions of schedules. */
@Configuration(proxyBeanMethods = false)
class TriggerTasks {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(3);

    @Bean
    @Qualifier("timers")
    Task<ScheduledTrigger> triggerTask(FireTriggers fireTriggers) {
        return Tasks.custom(ScheduledTrigger.TASK, ScheduledTrigger.class)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN_AFTER))
                .onDeadExecutionRevive()
                .execute((instance, context) -> {
                    Optional<ScheduledTrigger> next = fireTriggers.fire(instance.getData());
                    return next.map(TriggerTasks::goOn).orElseGet(CompletionHandler.OnCompleteRemove::new);
                });
    }

    private static CompletionHandler<ScheduledTrigger> goOn(ScheduledTrigger next) {
        return (complete, operations) -> operations.reschedule(complete, next.due(), next);
    }
}
