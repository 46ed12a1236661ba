package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.step.StepOutcome;
import io.millrace.orchestration.workflow.Documents;
import io.millrace.orchestration.workflow.StepDefinition;
import io.millrace.orchestration.workflow.WorkflowDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.hibernate.Hibernate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes runs, one transaction each, with the run's row locked. */
@Component
class AdvanceRuns {
    /** The copy that makes an attempt ends it by itself; the timer is for one that hangs. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Runs runs;
    private final SaveRun saveRun;
    private final Documents documents;
    private final SchedulerClient timers;
    private final Clock clock;
    private final TransactionTemplate transaction;

    /** What an attempt is made with. */
    record Begun(StepDefinition step, Run.Attempt attempt) {}

    AdvanceRuns(
            Runs runs,
            SaveRun saveRun,
            Documents documents,
            @Qualifier("timers") SchedulerClient timers,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.runs = runs;
        this.saveRun = saveRun;
        this.documents = documents;
        this.timers = timers;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Empty where the execution is out of date. */
    Optional<Begun> begin(StepExecution execution) {
        return change(execution.run(), (run, definition) -> {
                    StepDefinition step = definition.step(execution.step());
                    Optional<Run.Attempt> attempt =
                            run.begin(definition, step.name(), execution.execution(), clock.instant());
                    attempt.ifPresent(begun -> timers.schedule(
                            new AttemptTimeout(run.id(), step.name(), begun.number()).instance(),
                            clock.instant().plus(step.timeout()).plus(GRACE)));
                    return attempt.map(begun -> new Begun(step, begun));
                })
                .flatMap(begun -> begun);
    }

    void finish(StepExecution execution, int attempt, StepOutcome outcome) {
        change(execution.run(), (run, definition) -> {
            run.finish(definition, execution.step(), attempt, outcome, clock.instant());
            return run;
        });
        forget(new AttemptTimeout(execution.run(), execution.step(), attempt));
    }

    private void forget(AttemptTimeout timeout) {
        try {
            timers.cancel(timeout.instance());
        } catch (TaskInstanceException e) {
            // It fires at this very moment, or has fired: it will find nothing to do.
            return;
        }
    }

    void timeOutAttempt(AttemptTimeout timeout) {
        change(timeout.run(), (run, definition) -> {
            run.timeOutAttempt(definition, timeout.step(), timeout.attempt(), clock.instant());
            return run;
        });
    }

    void timeOutRun(RunTimeout timeout) {
        change(timeout.run(), (run, definition) -> {
            run.timeOut(timeout.round(), definition.timeout(), clock.instant());
            return run;
        });
    }

    Run cancel(UUID id, String by) {
        return change(id, (run, definition) -> {
                    run.cancel(by, clock.instant());
                    return run;
                })
                .orElseThrow(() -> notFound(id));
    }

    Run retry(UUID id, String by) {
        return change(id, (run, definition) -> {
                    run.retry(definition, by, clock.instant());
                    timers.schedule(
                            new RunTimeout(run.id(), run.round()).instance(),
                            clock.instant().plus(definition.timeout()));
                    return run;
                })
                .orElseThrow(() -> notFound(id));
    }

    /** Whether the end of that attempt still changes anything. */
    boolean isAttempting(UUID id, String step, int attempt) {
        return runs.read(id).map(run -> run.isAttempting(step, attempt)).orElse(false);
    }

    /** Empty where the run is gone. */
    private <T> Optional<T> change(UUID id, BiFunction<Run, WorkflowDefinition, T> change) {
        Optional<T> changed = transaction.execute(status -> runs.lock(id).map(run -> {
            T result = change.apply(run, documents.definition(run.documentHash()));
            Hibernate.initialize(run.steps());
            saveRun.settle(run);
            return result;
        }));
        return changed == null ? Optional.empty() : changed;
    }

    static MillraceException notFound(UUID id) {
        return new MillraceException(
                OrchestrationError.RUN_NOT_FOUND,
                "There is no run " + id + ". Runs are kept for a time after their end.");
    }
}
