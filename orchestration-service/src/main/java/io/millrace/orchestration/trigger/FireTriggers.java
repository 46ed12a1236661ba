package io.millrace.orchestration.trigger;

import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.run.Origin;
import io.millrace.orchestration.run.StartRuns;
import io.millrace.orchestration.workflow.Documents;
import io.millrace.orchestration.workflow.Schedule;
import io.millrace.orchestration.workflow.Workflow;
import io.millrace.orchestration.workflow.Workflows;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Starts a run when a schedule's time has come, once per workflow and time. Where the service was away, the times that were
 * missed are made up for by one run, for the first of them; then the schedule goes on from now.
 */
@Component
class FireTriggers {
    private static final Logger LOG = LoggerFactory.getLogger(FireTriggers.class);

    private final Workflows workflows;
    private final Documents documents;
    private final StartRuns startRuns;
    private final Clock clock;
    private final TransactionTemplate transaction;

    FireTriggers(
            Workflows workflows,
            Documents documents,
            StartRuns startRuns,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.workflows = workflows;
        this.documents = documents;
        this.startRuns = startRuns;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The trigger's next time; empty where it is out of date or never comes again. */
    Optional<ScheduledTrigger> fire(ScheduledTrigger trigger) {
        Workflow workflow = workflows.findById(trigger.workflow()).orElse(null);
        if (workflow == null || workflow.changedAt().toEpochMilli() != trigger.definedAt()) {
            return Optional.empty();
        }
        List<Schedule> schedules = documents.definition(workflow.documentHash()).schedules();
        if (trigger.index() >= schedules.size()) {
            return Optional.empty();
        }
        Schedule schedule = schedules.get(trigger.index());
        start(workflow, schedule, trigger.due());
        Instant now = clock.instant();
        return schedule.next(now.isAfter(trigger.due()) ? now : trigger.due()).map(trigger::at);
    }

    private void start(Workflow workflow, Schedule schedule, Instant due) {
        String expression = schedule.cron() + " " + schedule.timezone();
        try {
            transaction.executeWithoutResult(status -> startRuns.start(workflow, Origin.schedule(expression, due)));
        } catch (DataIntegrityViolationException e) {
            LOG.debug("Workflow {} already has a run for {}: none is started", workflow.id(), due, e);
        } catch (MillraceException e) {
            LOG.warn("Workflow {} is not started for {}: {}", workflow.id(), due, e.detail());
        }
    }
}
