package io.millrace.local.supervisor;

import io.millrace.local.LocalException;
import io.millrace.local.process.OwnedProcess;
import io.millrace.local.process.Startable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process under supervision: started when what it needs is ready, started again when it dies. */
final class Supervised {
    private static final Duration READY_MAX = Duration.ofSeconds(180);
    private static final long PROBE_INTERVAL_MS = 100;

    private final Startable startable;
    private final Set<String> needs;
    private final Semaphore starts;
    private final StatusBoard board;
    private final Consumer<String> journal;
    private final Backoff backoff = new Backoff();
    private final Thread thread;
    private @Nullable OwnedProcess process;
    private boolean stopping;

    /**
     * @param needs names of those that must be ready before it is started
     * @param starts one permit for each process that may be starting at the same time
     * @param journal takes one line for each thing that a reader of the log should know
     */
    Supervised(Startable startable, Set<String> needs, Semaphore starts, StatusBoard board, Consumer<String> journal) {
        this.startable = startable;
        this.needs = Set.copyOf(needs);
        this.starts = starts;
        this.board = board;
        this.journal = journal;
        this.thread = Thread.ofPlatform().name("supervise-" + startable.name()).unstarted(this::run);
    }

    String name() {
        return startable.name();
    }

    void start() {
        board.set(ProcessStatus.of(name(), startable.port(), ProcessState.STARTING, null));
        thread.start();
    }

    /** Ends the process in good order and for good. */
    void stop() throws InterruptedException {
        OwnedProcess running;
        synchronized (this) {
            stopping = true;
            running = process;
        }
        thread.interrupt();
        if (running != null) {
            running.stop(startable.stopGrace());
        }
        thread.join(Duration.ofSeconds(5));
        board.set(ProcessStatus.of(name(), startable.port(), ProcessState.STOPPED, null));
    }

    private void run() {
        ProcessState state = ProcessState.STARTING;
        try {
            while (!isStopping()) {
                String death = liveOnce(state);
                if (isStopping()) {
                    return;
                }
                state = ProcessState.RESTARTING;
                if (backoff.isExhausted()) {
                    giveUp(death);
                    return;
                }
                journal.accept(name() + " " + death + "; it is started again in "
                        + backoff.pause().toMillis() + " ms");
                board.set(ProcessStatus.of(name(), startable.port(), state, death));
                Thread.sleep(backoff.pause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how it ended, in words that follow its name. */
    private String liveOnce(ProcessState state) throws InterruptedException {
        board.awaitReady(needs);
        long readyAt;
        OwnedProcess started;
        starts.acquire();
        try {
            started = launch();
            if (started == null) {
                return "was stopped";
            }
            board.set(name(), startable.port(), state, started, null);
            String failure = awaitReady(started);
            if (failure != null) {
                backoff.died(Duration.ZERO);
                return failure;
            }
            readyAt = System.nanoTime();
            board.set(name(), startable.port(), ProcessState.READY, started, null);
            journal.accept(name() + " is ready on port " + startable.port() + ", process " + started.pid());
        } catch (LocalException e) {
            backoff.died(Duration.ZERO);
            return "does not start: " + e.getMessage();
        } finally {
            starts.release();
        }
        String death = awaitEnd(started);
        backoff.died(Duration.ofNanos(System.nanoTime() - readyAt));
        return death;
    }

    private synchronized @Nullable OwnedProcess launch() {
        if (stopping) {
            return null;
        }
        process = startable.start();
        return process;
    }

    /** Null once it is ready, else what happened instead. */
    private @Nullable String awaitReady(OwnedProcess started) throws InterruptedException {
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (!startable.ready()) {
            if (waitForEnd(started, PROBE_INTERVAL_MS)) {
                return awaitEnd(started);
            }
            if (System.nanoTime() > deadline) {
                started.kill();
                return "was not ready within " + READY_MAX.toSeconds() + " s and was killed";
            }
        }
        return null;
    }

    private static boolean waitForEnd(OwnedProcess process, long millis) throws InterruptedException {
        try {
            process.exit().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    private static String awaitEnd(OwnedProcess process) throws InterruptedException {
        try {
            int code = process.exit().get();
            return "(process " + process.pid() + ") "
                    + (code > 128 ? "was ended by signal " + (code - 128) : "ended with code " + code);
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    private void giveUp(String death) {
        String detail = death + ", " + backoff.deaths() + " times in a row; read ./millrace logs " + name()
                + ", then ./millrace down and ./millrace up";
        board.set(ProcessStatus.of(name(), startable.port(), ProcessState.FAILED, detail));
        journal.accept(name() + " " + detail);
    }

    private synchronized boolean isStopping() {
        return stopping;
    }
}
