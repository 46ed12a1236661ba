package io.millrace.orchestration.run;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import io.millrace.api.run.RunChanged;
import io.millrace.kernel.Topics;
import io.millrace.orchestration.ExecutionsDue;
import io.millrace.starter.outbox.Outbox;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes down, in the caller's transaction, everything that follows from changes of a run. */
@Component
class SaveRun {
    private final Runs runs;
    private final RunEvents runEvents;
    private final SchedulerClient steps;
    private final Outbox outbox;
    private final JsonMapper json;
    private final ApplicationEventPublisher publisher;

    SaveRun(
            Runs runs,
            RunEvents runEvents,
            @Qualifier("steps") SchedulerClient steps,
            Outbox outbox,
            JsonMapper json,
            ApplicationEventPublisher publisher) {
        this.runs = runs;
        this.runEvents = runEvents;
        this.steps = steps;
        this.outbox = outbox;
        this.json = json;
        this.publisher = publisher;
    }

    void insert(Run run) {
        runs.save(run);
        runs.flush();
        settle(run);
    }

    void settle(Run run) {
        List<RunEvent> events = run.takeEvents();
        if (!events.isEmpty()) {
            runEvents.append(run.id(), events);
        }
        events.stream().filter(event -> event.kind().equals(RunEvent.RUN)).forEach(event -> publish(run, event));
        List<Run.Due> due = run.takeDue();
        for (Run.Due attempt : due) {
            steps.schedule(new StepExecution(run.id(), attempt.step(), attempt.execution()).instance(), attempt.at());
        }
        if (!due.isEmpty()) {
            publisher.publishEvent(new ExecutionsDue());
        }
    }

    private void publish(Run run, RunEvent entered) {
        RunChanged fact = new RunChanged(
                RunChanged.TYPE,
                RunChanged.V,
                run.id(),
                run.workflowId(),
                String.valueOf(entered.state()),
                run.trigger().name(),
                run.round(),
                run.scheduledFor(),
                run.createdAt(),
                run.startedAt(),
                run.endedAt(),
                run.error(),
                entered.at());
        outbox.publish(Topics.RUNS, run.id().toString(), json.writeValueAsBytes(fact));
    }
}
