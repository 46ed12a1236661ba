package io.millrace.orchestration;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Starts the schedulers when everything else stands, and stops them before anything else falls. */
class SchedulersLifecycle implements SmartLifecycle {
    private final Scheduler steps;
    private final Scheduler timers;
    private volatile boolean running;

    SchedulersLifecycle(Scheduler steps, Scheduler timers) {
        this.steps = steps;
        this.timers = timers;
    }

    @Override
    public void start() {
        timers.start();
        steps.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        steps.stop();
        timers.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Spares fresh work the wait for the next poll. */
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void executionsDue(ExecutionsDue event) {
        if (running) {
            steps.triggerCheckForDueExecutions();
        }
    }
}
