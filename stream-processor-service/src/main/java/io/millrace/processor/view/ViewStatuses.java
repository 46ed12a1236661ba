package io.millrace.processor.view;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.api.view.ServedProgress;
import io.millrace.api.view.ServedViewsApi;
import io.millrace.api.view.ViewState;
import io.millrace.api.view.ViewStatus;
import io.millrace.kernel.ServiceName;
import io.millrace.processor.runtime.RuntimeHealth;
import io.millrace.processor.runtime.Runtimes;
import io.millrace.processor.sql.DiffMax;
import io.millrace.starter.identity.ServiceClients;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;

/**
 * Definitions merged with what view-service measures and with how their runtimes are here. Where view-service cannot be
 * asked (8 questions at a time, none for 2 seconds after half of the last ten failed), what is measured is null.
 */
@Component
class ViewStatuses {
    private final ServedViewsApi served;
    private final Views views;
    private final Runtimes runtimes;
    private final RuntimePacks packs;
    private final Comparisons comparisons;
    private final ViewChecks checks;
    private final CutOverGate gate;
    private final ProcessorSettings settings;
    private final Bulkhead bulkhead = Bulkhead.of(
            "view-service",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(8)
                    .maxWaitDuration(Duration.ofSeconds(1))
                    .build());
    private final CircuitBreaker breaker = CircuitBreaker.of(
            "view-service",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(5)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());

    ViewStatuses(
            ServiceClients clients,
            Views views,
            Runtimes runtimes,
            RuntimePacks packs,
            Comparisons comparisons,
            ViewChecks checks,
            CutOverGate gate,
            ProcessorSettings settings) {
        this.served = clients.client(ServedViewsApi.class, ServiceName.VIEW);
        this.views = views;
        this.runtimes = runtimes;
        this.packs = packs;
        this.comparisons = comparisons;
        this.checks = checks;
        this.gate = gate;
        this.settings = settings;
    }

    ViewStatus of(View view) {
        if (view.isStream()) {
            return merged(view, null, null, null);
        }
        return merged(
                view,
                views.next(view.name()).orElse(null),
                views.previous(view.name()).orElse(null),
                served(view.name()).orElse(null));
    }

    List<ViewStatus> of(List<View> page) {
        Map<String, ServedProgress> progress = new HashMap<>();
        ask(() -> Optional.of(served.progress())).ifPresent(all -> all.forEach(one -> progress.put(one.view(), one)));
        Map<String, View> next = new HashMap<>();
        views.allNext().forEach(view -> next.put(view.name(), view));
        Map<String, View> previous = new HashMap<>();
        views.allPrevious().forEach(view -> previous.put(view.name(), view));
        return page.stream()
                .map(view -> merged(view, next.get(view.name()), previous.get(view.name()), progress.get(view.name())))
                .toList();
    }

    /** What view-service measures of a view; empty where it does not know it or cannot be asked. */
    Optional<ServedProgress> served(String view) {
        return ask(() -> progress(view));
    }

    private Optional<ServedProgress> progress(String view) {
        try {
            return Optional.of(served.progress(view));
        } catch (HttpClientErrorException.NotFound e) {
            return Optional.empty();
        }
    }

    private <T> Optional<T> ask(Supplier<Optional<T>> question) {
        try {
            return breaker.executeSupplier(() -> bulkhead.executeSupplier(question));
        } catch (RestClientException | CallNotPermittedException | BulkheadFullException e) {
            return Optional.empty();
        }
    }

    private ViewStatus merged(
            View view, @Nullable View next, @Nullable View previous, @Nullable ServedProgress measured) {
        ServedProgress progress = measured != null && measured.version() == view.version() ? measured : null;
        RuntimeHealth health = health(view);
        RuntimeHealth failed =
                view.isWanted() && health != null && health.state() == RuntimeHealth.State.FAILED ? health : null;
        return new ViewStatus(
                view.name(),
                failed != null ? ViewState.FAILED : state(view, progress, health),
                failed != null ? failed.reason() : view.reason(),
                view.version(),
                view.sql(),
                view.definition().key(),
                view.definition().columns(),
                view.definition().indexes(),
                view.runtime(),
                view.createdAt(),
                progress == null ? null : progress.progress(),
                progress == null ? null : progress.freshness(),
                progress == null ? null : progress.watermark(),
                progress == null ? null : progress.position(),
                progress == null ? null : progress.lateRows(),
                view.definition().verifyEveryMs() == null ? null : check(view),
                next == null ? null : next(next, measured),
                previous == null ? null : previous(previous));
    }

    private ViewStatus.@Nullable Check check(View view) {
        return checks.find(view.id()).flatMap(ViewCheck::told).orElse(null);
    }

    private ViewStatus.Previous previous(View previous) {
        Instant replacedAt = Objects.requireNonNull(previous.replacedAt());
        return new ViewStatus.Previous(
                previous.version(),
                previous.state(),
                previous.reason(),
                previous.sql(),
                replacedAt,
                replacedAt.plus(settings.rollbackWindow()));
    }

    private ViewStatus.Next next(View next, @Nullable ServedProgress measured) {
        ServedProgress told = measured == null ? null : measured.next();
        ServedProgress progress = told != null && told.version() == next.version() ? told : null;
        ViewState state = state(next, progress, health(next));
        Comparison comparison =
                comparisons.find(next.id()).filter(Comparison::isDone).orElse(null);
        ViewStatus.Phase phase = state == ViewState.RUNNING
                ? gate.phase(next, Optional.ofNullable(comparison))
                : ViewStatus.Phase.BUILDING;
        String reason = next.reason();
        if (phase == ViewStatus.Phase.AWAITING_CUTOVER && comparison != null) {
            reason = gate.reason(next, comparison);
        }
        List<View> others = others(next);
        View awaited = phase == ViewStatus.Phase.CUTTING_OVER ? awaited(others) : null;
        if (awaited != null) {
            phase = ViewStatus.Phase.AWAITING_OTHERS;
            reason = "It is served in one step with version " + awaited.version() + " of view " + awaited.name()
                    + ", which may not be served yet. GET /api/views/" + awaited.name() + " tells why.";
        }
        DiffMax diffMax = gate.diffMax(next);
        return new ViewStatus.Next(
                next.version(),
                state,
                reason,
                next.sql(),
                next.createdAt(),
                progress == null ? null : progress.progress(),
                phase,
                diffMax == null ? null : diffMax.toString(),
                comparison == null ? null : comparison.differences(),
                others.isEmpty() ? null : others.stream().map(View::name).toList());
    }

    /** Those that are to take their places in one step with it. */
    private List<View> others(View next) {
        UUID group = next.together();
        return group == null
                ? List.of()
                : views.together(group).stream()
                        .filter(other -> other.isNext() && !other.id().equals(next.id()))
                        .toList();
    }

    private @Nullable View awaited(List<View> others) {
        return others.stream()
                .filter(other -> other.state() != ViewState.RUNNING
                        || gate.phase(other, comparisons.find(other.id()).filter(Comparison::isDone))
                                != ViewStatus.Phase.CUTTING_OVER)
                .findFirst()
                .orElse(null);
    }

    /** What this copy is not to run is well as long as another copy runs it. */
    private @Nullable RuntimeHealth health(View view) {
        return runtimes.health(view.runtime())
                .or(() -> packs.runsHere(view) ? Optional.empty() : runtimes.healthElsewhere(view.runtime()))
                .orElse(null);
    }

    /** RUNNING only where the runtime works and the view has passed what was there when it was created. */
    private static ViewState state(View view, @Nullable ServedProgress progress, @Nullable RuntimeHealth health) {
        if (view.state() != ViewState.RUNNING) {
            return view.state();
        }
        if (health == null || health.state() == RuntimeHealth.State.STARTING) {
            return ViewState.CREATED;
        }
        if (view.isStream()) {
            return ViewState.RUNNING;
        }
        return progress != null && progress.progress() >= 1 ? ViewState.RUNNING : ViewState.BACKFILLING;
    }
}
