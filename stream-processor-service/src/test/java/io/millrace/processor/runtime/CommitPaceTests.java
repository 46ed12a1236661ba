package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTests {
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private long now;
    private final CommitPace pace = new CommitPace(BUDGET, () -> now);

    private int eventsUntilDue() {
        int events = 1;
        while (!pace.take()) {
            events++;
        }
        return events;
    }

    private void commit(Duration work) {
        pace.begin();
        now += work.toNanos();
        pace.end();
    }

    @Test
    void beginsWithFewEventsAndDoublesThem() {
        assertThat(eventsUntilDue()).isEqualTo(CommitPace.EVENTS_FIRST);
        commit(Duration.ofMillis(100));
        assertThat(eventsUntilDue()).isEqualTo(2 * CommitPace.EVENTS_FIRST);
        commit(Duration.ofMillis(100));
        assertThat(eventsUntilDue()).isEqualTo(4 * CommitPace.EVENTS_FIRST);
    }

    @Test
    void keepsACommitThatTookLongWithinItsBudgetTheNextTime() {
        eventsUntilDue();
        commit(Duration.ofSeconds(8));
        assertThat(eventsUntilDue()).isEqualTo(CommitPace.EVENTS_FIRST / 4);
    }

    @Test
    void takesSomeEventsHoweverLongTheyTook() {
        eventsUntilDue();
        commit(Duration.ofHours(1));
        assertThat(eventsUntilDue()).isEqualTo(CommitPace.EVENTS_MIN);
    }

    @Test
    void staysWhereTheIntervalCommitsBeforeItIsDueOrTheWorkIsNearTheBudget() {
        pace.take();
        commit(Duration.ofMillis(1));
        assertThat(eventsUntilDue()).isEqualTo(CommitPace.EVENTS_FIRST);
        commit(Duration.ofMillis(1_500));
        assertThat(eventsUntilDue()).isEqualTo(CommitPace.EVENTS_FIRST);
    }

    @Test
    void countsTheWorkOfAllStagesOfACommitTogether() {
        eventsUntilDue();
        commit(Duration.ofMillis(1_500));
        assertThat(pace.hasTime()).isTrue();
        commit(Duration.ofMillis(1_500));
        assertThat(pace.hasTime()).isFalse();
        assertThat(eventsUntilDue()).isEqualTo(CommitPace.EVENTS_FIRST * 2 / 3);
        pace.begin();
        assertThat(pace.hasTime()).isTrue();
    }

    @Test
    void doesNotCountTheTimeBetweenCommits() {
        commit(Duration.ofMillis(1));
        now += Duration.ofHours(1).toNanos();
        pace.goOn();
        pace.begin();
        assertThat(pace.hasTime()).isTrue();
    }
}
