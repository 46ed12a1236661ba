package io.millrace.orchestration.run;

import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.workflow.WorkflowRemoved;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** A workflow with active runs stays. */
@Component
class RefuseRemoval {
    private final Runs runs;

    RefuseRemoval(Runs runs) {
        this.runs = runs;
    }

    @EventListener
    void workflowRemoved(WorkflowRemoved removed) {
        long active = runs.countActive(removed.id());
        if (active > 0) {
            throw new MillraceException(
                    OrchestrationError.WORKFLOW_HAS_ACTIVE_RUNS,
                    "Workflow " + removed.id() + " has " + active
                            + " active runs. Cancel them or wait for their end, then delete it.");
        }
    }
}
