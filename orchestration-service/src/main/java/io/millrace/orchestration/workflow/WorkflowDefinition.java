package io.millrace.orchestration.workflow;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow document says, checked: names are unique, every need exists, and there is no cycle.
 *
 * @param manual whether it may be started by hand
 * @param timeout bound of a whole run, from its first start to its end
 * @param steps in the document's order, 1 to 100
 */
public record WorkflowDefinition(
        String name,
        @Nullable String description,
        List<Schedule> schedules,
        boolean manual,
        Duration timeout,
        List<StepDefinition> steps) {

    public StepDefinition step(String stepName) {
        return steps.stream()
                .filter(step -> step.name().equals(stepName))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("workflow " + name + " has no step " + stepName));
    }
}
