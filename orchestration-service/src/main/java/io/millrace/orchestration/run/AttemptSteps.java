package io.millrace.orchestration.run;

import io.millrace.orchestration.step.MakeHttpCall;
import io.millrace.orchestration.step.StepOutcome;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Makes one attempt: writes down that it begins, does it, writes down how it ended. Killed in between, the scheduled
 * execution is found dead and comes here again; it then counts as interrupted and is made anew under the same
 * Idempotency-Key.
 */
@Component
class AttemptSteps {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptSteps.class);

    private final AdvanceRuns advanceRuns;
    private final MakeHttpCall makeHttpCall;

    AttemptSteps(AdvanceRuns advanceRuns, MakeHttpCall makeHttpCall) {
        this.advanceRuns = advanceRuns;
        this.makeHttpCall = makeHttpCall;
    }

    void attempt(StepExecution execution) {
        Optional<AdvanceRuns.Begun> begun = advanceRuns.begin(execution);
        if (begun.isEmpty()) {
            LOG.debug("{} is out of date: nothing is done", execution);
            return;
        }
        int attempt = begun.get().attempt().number();
        advanceRuns.finish(execution, attempt, call(execution, begun.get()));
    }

    private StepOutcome call(StepExecution execution, AdvanceRuns.Begun begun) {
        try {
            return makeHttpCall.make(
                    begun.step().call(),
                    begun.attempt().idempotencyKey(),
                    begun.step().timeout(),
                    () -> isWanted(execution, begun.attempt().number()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this copy is stopping; another one makes the attempt again", e);
        }
    }

    private boolean isWanted(StepExecution execution, int attempt) {
        try {
            return advanceRuns.isAttempting(execution.run(), execution.step(), attempt);
        } catch (DataAccessException e) {
            LOG.debug("PostgreSQL cannot be asked about {}: the call goes on", execution, e);
            return true;
        }
    }
}
