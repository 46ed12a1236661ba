package io.millrace.orchestration.run;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.workflow.Documents;
import io.millrace.orchestration.workflow.Workflow;
import io.millrace.orchestration.workflow.Workflows;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts a run because somebody asked for it; asked again with the same key, it answers with the same run. */
@Component
class StartByHand {
    private static final int KEY_CHARS_MAX = 255;

    private final Workflows workflows;
    private final Documents documents;
    private final Runs runs;
    private final StartRuns startRuns;
    private final TransactionTemplate transaction;

    StartByHand(
            Workflows workflows,
            Documents documents,
            Runs runs,
            StartRuns startRuns,
            PlatformTransactionManager transactions) {
        this.workflows = workflows;
        this.documents = documents;
        this.runs = runs;
        this.startRuns = startRuns;
        this.transaction = new TransactionTemplate(transactions);
    }

    UUID start(String workflowId, @Nullable String key, String by) {
        if (key != null && (key.isBlank() || key.length() > KEY_CHARS_MAX)) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "Idempotency-Key must have 1 to " + KEY_CHARS_MAX + " characters.");
        }
        Optional<UUID> earlier = key == null ? Optional.empty() : runs.startedWith(workflowId, key);
        return earlier.orElseGet(() -> startAnew(workflowId, key, by));
    }

    private UUID startAnew(String workflowId, @Nullable String key, String by) {
        try {
            return transaction.execute(status -> {
                Workflow workflow = workflows
                        .findById(workflowId)
                        .orElseThrow(() -> new MillraceException(
                                OrchestrationError.WORKFLOW_NOT_FOUND,
                                "There is no workflow '" + workflowId + "'. GET /api/workflows lists them."));
                if (!documents.definition(workflow.documentHash()).manual()) {
                    throw new MillraceException(
                            OrchestrationError.WORKFLOW_NOT_MANUAL,
                            "Workflow " + workflowId + " runs by schedule only. Add 'manual: {}' to its 'on'.");
                }
                return startRuns.start(workflow, Origin.manual(by, key));
            });
        } catch (DataIntegrityViolationException e) {
            // Two requests with the same key at once: the other one was first.
            return Optional.ofNullable(key)
                    .flatMap(known -> runs.startedWith(workflowId, known))
                    .orElseThrow(() -> e);
        }
    }
}
