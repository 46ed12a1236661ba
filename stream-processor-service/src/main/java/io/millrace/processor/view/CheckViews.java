package io.millrace.processor.view;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.millrace.api.view.ViewState;
import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.processor.ProcessorError;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifies views as often as they say, one after the other. Every copy looks; one of them does it. What is found is kept until the next
 * check, told in the view's status and as metrics, and logged where rows differ.
 */
@Component
class CheckViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(CheckViews.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** After which what could not be checked for now is tried again: nothing was served yet, or the service is busy. */
    private static final Duration AGAIN = Duration.ofSeconds(15);

    private static final long CLAIM_NS = 5_000_000_000L;

    private final Views views;
    private final ViewChecks checks;
    private final VerifyView verify;
    private final JsonMapper json;
    private final UUID claimant;
    private final MultiGauge differences;
    private final MultiGauge checkedAt;
    /** Touched by the looking thread alone; nano times. */
    private final Map<UUID, Long> notBefore = new HashMap<>();

    private volatile @Nullable Thread thread;

    CheckViews(Views views, ViewChecks checks, VerifyView verify, JsonMapper json, Clock clock, MeterRegistry meters) {
        this.views = views;
        this.checks = checks;
        this.verify = verify;
        this.json = json;
        this.claimant = Uuids.next(clock);
        this.differences = MultiGauge.builder("millrace.view.check.differences")
                .description("Rows that differed from what the streams make, at the last check")
                .register(meters);
        this.checkedAt = MultiGauge.builder("millrace.view.checked.at")
                .baseUnit("seconds")
                .description("When rows were compared with what the streams make, as Unix time")
                .register(meters);
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                look();
            } catch (RuntimeException e) {
                if (thread == Thread.currentThread()) {
                    LOG.warn("Views that are to be checked were not looked at: trying again in {}", LOOK, e);
                }
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void look() {
        List<View> scheduled = views.present().stream()
                .filter(view -> view.isServed() && !view.isStream() && !view.isDeleted())
                .filter(view -> view.definition().verifyEveryMs() != null)
                .toList();
        // One at a look, so that comparisons get their turn between checks.
        scheduled.stream().filter(this::isDue).findFirst().ifPresent(this::check);
        notBefore.keySet().retainAll(scheduled.stream().map(View::id).toList());
        show(scheduled);
    }

    private boolean isDue(View view) {
        Long everyMs = view.definition().verifyEveryMs();
        Long begin = notBefore.get(view.id());
        return everyMs != null
                && view.state() == ViewState.RUNNING
                && (begin == null || System.nanoTime() - begin > 0)
                && checks.claim(view.id(), claimant, everyMs) > 0;
    }

    private void check(View view) {
        long everyMs = Objects.requireNonNull(view.definition().verifyEveryMs());
        try {
            Verification found = verify.verify(view, new Claiming(view, everyMs));
            checks.found(view.id(), claimant, json.writeValueAsString(found), found.differences());
            if (found.equal()) {
                LOG.info("View {}: all {} rows are what its streams make", view.name(), found.rows());
            } else {
                LOG.warn(
                        "View {}: {} of {} rows differ from what its streams make, at position {}",
                        view.name(),
                        found.differences(),
                        found.rows(),
                        found.position());
            }
        } catch (CancellationException e) {
            LOG.info("View {} is not checked here: {}", view.name(), e.getMessage());
        } catch (MillraceException e) {
            if (e.code() == CommonError.TOO_MANY_REQUESTS
                    || e.code() == ProcessorError.KAFKA_UNAVAILABLE
                    || e.code() == ProcessorError.VIEW_STATE) {
                LOG.info("View {} is not checked yet. {}", view.name(), e.detail());
                notBefore.put(view.id(), System.nanoTime() + AGAIN.toNanos());
            } else {
                checks.refused(view.id(), claimant, e.detail());
            }
        } catch (RuntimeException e) {
            LOG.error("View {} cannot be checked", view.name(), e);
            checks.refused(view.id(), claimant, "The rows cannot be compared: " + e);
        }
    }

    private void show(List<View> scheduled) {
        Map<UUID, ViewStatus.Check> done = checks
                .findAll(scheduled.stream().map(View::id).toList())
                .stream()
                .filter(check -> check.told().isPresent())
                .collect(Collectors.toMap(
                        ViewCheck::viewId, check -> check.told().orElseThrow()));
        differences.register(rows(scheduled, done, ViewStatus.Check::differences), true);
        checkedAt.register(
                rows(
                        scheduled,
                        done,
                        check -> check.differences() == null ? null : check.at().getEpochSecond()),
                true);
    }

    private static List<MultiGauge.Row<?>> rows(
            List<View> scheduled, Map<UUID, ViewStatus.Check> done, Function<ViewStatus.Check, @Nullable Long> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (View view : scheduled) {
            ViewStatus.Check check = done.get(view.id());
            Long told = check == null ? null : value.apply(check);
            if (told != null) {
                rows.add(MultiGauge.Row.of(Tags.of("view", view.name()), told));
            }
        }
        return rows;
    }

    /** Claims the check again and again while it goes on, and ends it where another has it, or the service stops. */
    private final class Claiming implements Consumer<Verification.Step> {
        private final View view;
        private final long everyMs;
        /** A verification tells its steps from a thread of its own. */
        private final Thread checking = Thread.currentThread();

        private volatile long claimedAt = System.nanoTime();

        Claiming(View view, long everyMs) {
            this.view = view;
            this.everyMs = everyMs;
        }

        @Override
        public void accept(Verification.Step step) {
            if (thread != checking) {
                throw new CancellationException("the service stops");
            }
            if (System.nanoTime() - claimedAt < CLAIM_NS) {
                return;
            }
            claimedAt = System.nanoTime();
            if (checks.claim(view.id(), claimant, everyMs) == 0) {
                throw new CancellationException("another copy of the service checks it");
            }
        }
    }

    @Override
    public void start() {
        Thread looking = Thread.ofVirtual().name("check-views").unstarted(this::run);
        // Known before it runs, because it runs as long as it is the known one.
        thread = looking;
        looking.start();
    }

    @Override
    public void stop() {
        Thread looking = thread;
        thread = null;
        if (looking != null) {
            looking.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
