package io.millrace.orchestration.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as the API shows it. The document itself, which may hold secrets in headers, is shown as YAML only.
 *
 * @param revision one more with each change
 * @param manual whether it may be started by hand
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ShownWorkflow(
        String id,
        long revision,
        @Nullable String description,
        boolean manual,
        List<ShownSchedule> schedules,
        String timeout,
        List<ShownStep> steps,
        Instant createdAt,
        Instant changedAt,
        String changedBy) {

    /** @param next when it will start a run; null where never */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ShownSchedule(
            String cron, String timezone, @Nullable Instant next) {}

    /** @param call method and address, without the query's values */
    record ShownStep(String name, String call, List<String> needs, int attempts, String timeout) {}

    static ShownWorkflow of(Workflow workflow, WorkflowDefinition definition, Instant now) {
        return new ShownWorkflow(
                workflow.id(),
                workflow.revision(),
                definition.description(),
                definition.manual(),
                definition.schedules().stream()
                        .map(schedule -> new ShownSchedule(
                                schedule.cron().toString(),
                                schedule.timezone().getId(),
                                schedule.next(now).orElse(null)))
                        .toList(),
                Durations.show(definition.timeout()),
                definition.steps().stream()
                        .map(step -> new ShownStep(
                                step.name(),
                                step.call().toString(),
                                step.needs(),
                                step.retry().attempts(),
                                Durations.show(step.timeout())))
                        .toList(),
                workflow.createdAt(),
                workflow.changedAt(),
                workflow.changedBy());
    }
}
