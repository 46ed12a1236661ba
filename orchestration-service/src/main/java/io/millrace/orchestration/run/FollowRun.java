package io.millrace.orchestration.run;

import io.millrace.kernel.MillraceException;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.OrchestrationSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Streams a run's events to clients. Each is read from the store, never from memory, so it does not matter which copy of the
 * service runs the steps or answers the client.
 */
@Component
class FollowRun {
    private static final Logger LOG = LoggerFactory.getLogger(FollowRun.class);
    private static final int BATCH = 100;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int LOOKS_PER_HEARTBEAT = 20;
    private static final Duration STREAM_MAX = Duration.ofHours(1);

    private final Runs runs;
    private final RunEvents runEvents;
    private final OrchestrationSettings settings;
    private final Semaphore places;

    FollowRun(Runs runs, RunEvents runEvents, OrchestrationSettings settings) {
        this.runs = runs;
        this.runEvents = runEvents;
        this.settings = settings;
        this.places = new Semaphore(settings.subscriptionsMax());
    }

    /** @throws MillraceException {@link OrchestrationError#SUBSCRIPTIONS_EXHAUSTED} */
    SseEmitter from(UUID run, long seen) {
        if (!places.tryAcquire()) {
            throw new MillraceException(
                    OrchestrationError.SUBSCRIPTIONS_EXHAUSTED,
                    settings.subscriptionsMax() + " clients follow runs already. Try again later, or read /logs.");
        }
        SseEmitter emitter = new SseEmitter(STREAM_MAX.toMillis());
        Thread follower = Thread.ofVirtual().name("follow-" + run).unstarted(() -> follow(emitter, run, seen));
        emitter.onTimeout(emitter::complete);
        emitter.onCompletion(follower::interrupt);
        follower.start();
        return emitter;
    }

    private void follow(SseEmitter emitter, UUID run, long seen) {
        try {
            send(emitter, run, seen);
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A client that followed run {} went away", run, e);
        } catch (InterruptedException e) {
            LOG.debug("Following run {} ended", run);
        } catch (RuntimeException e) {
            LOG.warn("Run {} cannot be followed any more: the client may resume with Last-Event-ID", run, e);
            emitter.completeWithError(e);
        } finally {
            places.release();
        }
    }

    private void send(SseEmitter emitter, UUID run, long from) throws IOException, InterruptedException {
        long seen = from;
        for (int looks = 1; ; looks++) {
            // The state is read first: what is there after it has ended is all there will be.
            boolean ended =
                    runs.read(run).map(found -> found.state().hasEnded()).orElse(true);
            List<RunEvent> events = runEvents.after(run, seen, BATCH);
            for (RunEvent event : events) {
                emitter.send(SseEmitter.event()
                        .id(Long.toString(event.seq()))
                        .name(event.kind())
                        .data(event, MediaType.APPLICATION_JSON));
                seen = event.seq();
            }
            if (events.isEmpty() && ended) {
                return;
            }
            if (events.isEmpty()) {
                if (looks % LOOKS_PER_HEARTBEAT == 0) {
                    emitter.send(SseEmitter.event().comment("heartbeat"));
                }
                Thread.sleep(LOOK_EVERY);
            }
        }
    }
}
