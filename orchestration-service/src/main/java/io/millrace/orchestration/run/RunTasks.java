package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The durable executions of runs. One that throws (PostgreSQL is away, this copy is stopping) comes again after some
 * seconds, without end: how often a step may fail is the run's matter, not the scheduler's.
 */
@Configuration(proxyBeanMethods = false)
class RunTasks {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(3);
    private static final Duration CLEAN_EVERY = Duration.ofHours(1);

    @Bean
    @Qualifier("steps")
    Task<StepExecution> attemptStepTask(AttemptSteps attemptSteps) {
        return Tasks.oneTime(StepExecution.TASK, StepExecution.class)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN_AFTER))
                .onDeadExecutionRevive()
                .execute((instance, context) -> attemptSteps.attempt(instance.getData()));
    }

    @Bean
    @Qualifier("timers")
    Task<AttemptTimeout> timeOutAttemptTask(AdvanceRuns advanceRuns) {
        return Tasks.oneTime(AttemptTimeout.TASK, AttemptTimeout.class)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN_AFTER))
                .onDeadExecutionRevive()
                .execute((instance, context) -> advanceRuns.timeOutAttempt(instance.getData()));
    }

    @Bean
    @Qualifier("timers")
    Task<RunTimeout> timeOutRunTask(AdvanceRuns advanceRuns) {
        return Tasks.oneTime(RunTimeout.TASK, RunTimeout.class)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN_AFTER))
                .onDeadExecutionRevive()
                .execute((instance, context) -> advanceRuns.timeOutRun(instance.getData()));
    }

    @Bean
    @Qualifier("timers")
    Task<Void> removeOldRunsTask(RemoveOldRuns removeOldRuns) {
        return Tasks.recurring("remove-old-runs", FixedDelay.of(CLEAN_EVERY))
                .execute((instance, context) -> removeOldRuns.remove());
    }
}
