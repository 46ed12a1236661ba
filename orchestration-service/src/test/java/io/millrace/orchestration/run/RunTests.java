package io.millrace.orchestration.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.step.AllowedHosts;
import io.millrace.orchestration.step.StepOutcome;
import io.millrace.orchestration.workflow.ReadWorkflow;
import io.millrace.orchestration.workflow.WorkflowDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTests {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final StepOutcome SUCCESS = new StepOutcome.Succeeded("fine", null);
    private static final StepOutcome FAILURE = new StepOutcome.Failed("broken", "body");

    /** first → (left, right) → last, and left may fail twice. */
    private final WorkflowDefinition diamond = new ReadWorkflow(new AllowedHosts(List.of("*"))).read("""
            kind: Workflow
            name: diamond
            on: manual
            timeout: 1 hour
            steps:
              first: {uses: http, url: 'http://localhost/'}
              left: {uses: http, url: 'http://localhost/', needs: first, retry: {attempts: 3, backoff: 10s, max: 15s}}
              right: {uses: http, url: 'http://localhost/', needs: first}
              last: {uses: http, url: 'http://localhost/', needs: [left, right]}
            """);

    private final Run run = new Run("hash", Origin.manual("ann", null), diamond, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void schedulesEachStepWhenItsNeedsAreMet() {
        assertThat(due()).containsExactly("first");
        succeed("first");
        assertThat(due()).containsExactly("left", "right");
        succeed("left");
        assertThat(due()).isEmpty();
        succeed("right");
        assertThat(due()).containsExactly("last");
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        succeed("last");
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.endedAt()).isEqualTo(NOW);
    }

    @Test
    void retriesWithGrowingWaitsAndThenFails() {
        succeed("first");
        run.takeDue();
        fail("left", 1);
        assertThat(run.takeDue()).containsExactly(new Run.Due("left", 2, NOW.plusSeconds(10)));
        fail("left", 2);
        assertThat(run.takeDue()).containsExactly(new Run.Due("left", 3, NOW.plusSeconds(15)));
        fail("left", 3);
        assertThat(states()).containsExactly("SUCCEEDED", "FAILED", "PENDING", "SKIPPED");
        assertThat(run.state()).isEqualTo(RunState.RUNNING);
        succeed("right");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).isEqualTo("step left: broken");
    }

    @Test
    void makesAnInterruptedAttemptAgainUnderTheSameKey() {
        Run.Attempt first = run.begin(diamond, "first", 1, NOW).orElseThrow();
        Run.Attempt again = run.begin(diamond, "first", 1, NOW).orElseThrow();
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.idempotencyKey()).isEqualTo(first.idempotencyKey());
        run.finish(diamond, "first", first.number(), FAILURE, NOW);
        assertThat(states().getFirst()).isEqualTo("RUNNING");
        run.finish(diamond, "first", again.number(), SUCCESS, NOW);
        assertThat(states().getFirst()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givesUpAStepThatKillsTheProcessAgainAndAgain() {
        for (int i = 0; i <= Run.INTERRUPTIONS_MAX; i++) {
            assertThat(run.begin(diamond, "first", 1, NOW)).isPresent();
        }
        assertThat(run.begin(diamond, "first", 1, NOW)).isEmpty();
        assertThat(run.state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void ignoresExecutionsThatAreOutOfDate() {
        assertThat(run.begin(diamond, "first", 2, NOW)).isEmpty();
        succeed("first");
        assertThat(run.begin(diamond, "first", 1, NOW)).isEmpty();
        run.finish(diamond, "first", 1, FAILURE, NOW);
        assertThat(states().getFirst()).isEqualTo("SUCCEEDED");
    }

    @Test
    void cancelsWhatHasNotEndedAndIgnoresWhatComesLater() {
        succeed("first");
        run.begin(diamond, "left", 1, NOW);
        run.cancel("ann", NOW);
        run.finish(diamond, "left", 1, SUCCESS, NOW);
        assertThat(states()).containsExactly("SUCCEEDED", "CANCELLED", "CANCELLED", "CANCELLED");
        assertThat(run.state()).isEqualTo(RunState.CANCELLED);
        assertThatThrownBy(() -> run.cancel("ann", NOW))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining("is CANCELLED and cannot be cancelled");
    }

    @Test
    void retryGoesOnWithWhatDidNotSucceedUnderANewKey() {
        assertThatThrownBy(() -> run.retry(diamond, "ann", NOW))
                .hasMessageContaining("is QUEUED and cannot be retried");
        succeed("first");
        run.takeDue();
        String earlier = run.begin(diamond, "right", 1, NOW).orElseThrow().idempotencyKey();
        run.finish(diamond, "right", 1, FAILURE, NOW);
        succeed("left");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        run.retry(diamond, "ann", NOW);
        assertThat(states()).containsExactly("SUCCEEDED", "SUCCEEDED", "PENDING", "PENDING");
        assertThat(run.takeDue()).containsExactly(new Run.Due("right", 2, NOW));
        Run.Attempt attempt = run.begin(diamond, "right", 2, NOW).orElseThrow();
        assertThat(attempt.idempotencyKey()).isNotEqualTo(earlier);
    }

    @Test
    void endsWhenItsTimeIsOverButNotInALaterRound() {
        run.timeOut(2, Duration.ofHours(1), NOW);
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        run.timeOut(1, Duration.ofHours(1), NOW);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.error()).isEqualTo("the run took longer than 3600 s");
    }

    @Test
    void failsAnAttemptThatHasNoEnd() {
        run.begin(diamond, "first", 1, NOW);
        run.timeOutAttempt(diamond, "first", 1, NOW);
        assertThat(states()).containsExactly("FAILED", "SKIPPED", "SKIPPED", "SKIPPED");
    }

    @Test
    void numbersEventsWithoutGaps() {
        succeed("first");
        run.cancel("ann", NOW);
        List<RunEvent> events = run.takeEvents();
        assertThat(events).extracting(RunEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(run.takeEvents()).isEmpty();
    }

    private List<String> due() {
        return run.takeDue().stream().map(Run.Due::step).toList();
    }

    private List<String> states() {
        return run.steps().stream().map(step -> step.state().name()).toList();
    }

    private void succeed(String step) {
        int attempt = run.begin(diamond, step, 1, NOW).orElseThrow().number();
        run.finish(diamond, step, attempt, SUCCESS, NOW);
    }

    private void fail(String step, int execution) {
        int attempt = run.begin(diamond, step, execution, NOW).orElseThrow().number();
        run.finish(diamond, step, attempt, FAILURE, NOW);
    }
}
