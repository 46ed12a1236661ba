package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.OrchestrationSettings;
import io.millrace.orchestration.workflow.Documents;
import io.millrace.orchestration.workflow.Workflow;
import io.millrace.orchestration.workflow.WorkflowDefinition;
import java.time.Clock;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Writes new runs down, in the caller's transaction. */
@Component
public class StartRuns {
    private final Runs runs;
    private final SaveRun saveRun;
    private final Documents documents;
    private final SchedulerClient timers;
    private final OrchestrationSettings settings;
    private final Clock clock;

    StartRuns(
            Runs runs,
            SaveRun saveRun,
            Documents documents,
            @Qualifier("timers") SchedulerClient timers,
            OrchestrationSettings settings,
            Clock clock) {
        this.runs = runs;
        this.saveRun = saveRun;
        this.documents = documents;
        this.timers = timers;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @throws MillraceException {@link OrchestrationError#RUNS_EXHAUSTED} where the workflow has as many active runs as are
     *     allowed
     */
    public UUID start(Workflow workflow, Origin origin) {
        if (runs.countActive(workflow.id()) >= settings.activeRunsMax()) {
            throw new MillraceException(
                    OrchestrationError.RUNS_EXHAUSTED,
                    "Workflow " + workflow.id() + " has " + settings.activeRunsMax()
                            + " active runs. Wait for one to end or cancel one.");
        }
        WorkflowDefinition definition = documents.definition(workflow.documentHash());
        Run run = new Run(workflow.documentHash(), origin, definition, clock);
        saveRun.insert(run);
        timers.schedule(
                new RunTimeout(run.id(), run.round()).instance(),
                clock.instant().plus(definition.timeout()));
        return run.id();
    }
}
