package io.millrace.orchestration.workflow;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.OrchestrationSettings;
import io.millrace.orchestration.step.AllowedHosts;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores, changes and removes workflows, and tells the other features within the same transaction. */
@Component
class DefineWorkflow {
    /** What a PUT did. */
    enum Effect {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    record Defined(Workflow workflow, WorkflowDefinition definition, Effect effect) {}

    private final Workflows workflows;
    private final Documents documents;
    private final OrchestrationSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TransactionTemplate transaction;

    DefineWorkflow(
            Workflows workflows,
            Documents documents,
            OrchestrationSettings settings,
            ApplicationEventPublisher events,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.workflows = workflows;
        this.documents = documents;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param expectedRevision null where any will do */
    Defined put(String id, String document, @Nullable Long expectedRevision, String by) {
        WorkflowDefinition definition = new ReadWorkflow(new AllowedHosts(settings.allowedHosts())).read(document);
        if (!definition.name().equals(id)) {
            throw ReadWorkflow.invalid(List.of(Violation.at(
                    "/name",
                    "NAME_DIFFERS",
                    "The document's name is '" + definition.name() + "' and the path's is '" + id
                            + "'; make them the same.")));
        }
        try {
            return transaction.execute(status -> store(id, document, expectedRevision, by, definition));
        } catch (OptimisticLockingFailureException | DataIntegrityViolationException e) {
            throw changedMeanwhile(id, e);
        }
    }

    private Defined store(
            String id, String document, @Nullable Long expectedRevision, String by, WorkflowDefinition definition) {
        Optional<Workflow> present = workflows.findById(id);
        requireRevision(id, present, expectedRevision);
        String hash = documents.keep(document);
        if (present.isPresent()) {
            Workflow workflow = present.get();
            if (!workflow.redefine(hash, by, clock.instant())) {
                return new Defined(workflow, definition, Effect.UNCHANGED);
            }
            events.publishEvent(new WorkflowChanged(id, workflow.changedAt(), definition));
            return new Defined(workflow, definition, Effect.CHANGED);
        }
        if (workflows.count() >= settings.workflowsMax()) {
            throw new MillraceException(
                    OrchestrationError.WORKFLOWS_EXHAUSTED,
                    "There are " + settings.workflowsMax()
                            + " workflows already. Delete one, or raise millrace.orchestration.workflows-max.");
        }
        Workflow workflow = workflows.save(new Workflow(id, hash, by, clock.instant()));
        workflows.flush();
        events.publishEvent(new WorkflowChanged(id, workflow.changedAt(), definition));
        return new Defined(workflow, definition, Effect.CREATED);
    }

    private static void requireRevision(String id, Optional<Workflow> present, @Nullable Long expected) {
        long revision = present.map(Workflow::revision).orElse(0L);
        if (expected != null && expected != revision) {
            throw new MillraceException(
                    CommonError.PRECONDITION_FAILED,
                    "Workflow " + id + " is at revision " + revision + " and If-Match says " + expected
                            + ". Read it again and decide anew.");
        }
    }

    void delete(String id) {
        try {
            transaction.executeWithoutResult(status -> {
                Workflow workflow = workflows.findById(id).orElseThrow(() -> notFound(id));
                events.publishEvent(new WorkflowRemoved(id));
                workflows.delete(workflow);
            });
        } catch (OptimisticLockingFailureException e) {
            throw changedMeanwhile(id, e);
        }
    }

    static MillraceException notFound(String id) {
        return new MillraceException(
                OrchestrationError.WORKFLOW_NOT_FOUND,
                "There is no workflow '" + YamlValue.cut(id) + "'. GET /api/workflows lists them.");
    }

    private static MillraceException changedMeanwhile(String id, RuntimeException cause) {
        return new MillraceException(
                OrchestrationError.WORKFLOW_CHANGED,
                "Workflow " + id + " was changed by somebody else at the same time. Read it again and decide anew.",
                cause);
    }
}
