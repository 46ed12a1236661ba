package io.millrace.observability.measurement;

import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.measurement.Measurement.Hop;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ServedProgress;
import io.millrace.starter.catalog.CompactedTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Puts together what was declared, what view-service serves and what the hops measured. */
@Component
class MeasureFreshness {
    private static final Logger LOG = LoggerFactory.getLogger(MeasureFreshness.class);
    private static final Duration REUSE = Duration.ofSeconds(1);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    /** Measurements of the last moments are still on their way. */
    private static final Duration DELAY = Duration.ofSeconds(2);

    private final Measurements measurements;
    private final ServedViews servedViews;
    private final CompactedTable<PublishedContract> contracts;
    private final CompactedTable<PublishedView> views;
    private final Clock clock;
    private @Nullable FreshnessReport latest;

    MeasureFreshness(
            Measurements measurements,
            ServedViews servedViews,
            CompactedTable<PublishedContract> contracts,
            CompactedTable<PublishedView> views,
            Clock clock) {
        this.measurements = measurements;
        this.servedViews = servedViews;
        this.contracts = contracts;
        this.views = views;
        this.clock = clock;
    }

    /** At most one second old. Never fails: what cannot be asked is named in it. */
    synchronized FreshnessReport report() {
        Instant now = clock.instant();
        FreshnessReport report = latest;
        if (report == null || report.at().plus(REUSE).isBefore(now)) {
            report = measure(now);
            latest = report;
        }
        return report;
    }

    private FreshnessReport measure(Instant now) {
        List<String> unavailable = new ArrayList<>();
        if (!views.ready() || !contracts.ready()) {
            unavailable.add("Kafka: contracts and views have not been read yet, so some may be missing");
        }
        Optional<Map<String, ServedProgress>> served = servedViews.progress();
        if (served.isEmpty()) {
            unavailable.add("view-service: freshness, watermarks and rows are not known");
        }
        Optional<List<Measurements.Total>> totals = totals(now);
        if (totals.isEmpty()) {
            unavailable.add("PostgreSQL: rates and processing lag are not known");
        }
        return new FreshnessReport(
                now,
                views.values().stream()
                        .sorted(Comparator.comparing(PublishedView::name))
                        .map(view -> freshness(
                                view, served.orElse(Map.of()).get(view.name()), totals.orElse(List.of()), now))
                        .toList(),
                streams(totals),
                unavailable);
    }

    private Optional<List<Measurements.Total>> totals(Instant now) {
        Instant end = now.minus(DELAY);
        try {
            return Optional.of(measurements.totals(end.minus(WINDOW), end));
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("PostgreSQL cannot be asked: rates are not known for now", e);
            return Optional.empty();
        }
    }

    private static FreshnessReport.ViewFreshness freshness(
            PublishedView view, @Nullable ServedProgress served, List<Measurements.Total> totals, Instant now) {
        boolean current = served != null && served.version() == view.version();
        Long lagMs = served == null || !current || served.freshness() == null
                ? null
                : served.freshness().lagMs();
        Instant watermark = served == null || !current ? null : served.watermark();
        return new FreshnessReport.ViewFreshness(
                view.name(),
                view.state().name(),
                view.freshnessMs(),
                lagMs,
                lagMs == null ? null : lagMs <= view.freshnessMs(),
                served == null || !current || served.freshness() == null
                        ? null
                        : served.freshness().asOf(),
                watermark,
                watermark == null ? null : Duration.between(watermark, now).toMillis(),
                total(totals, Hop.PROCESSING, view.name())
                        .map(Measurements.Total::lagMs)
                        .orElse(null),
                served == null ? null : served.progress(),
                served == null ? null : served.lateRows(),
                served == null ? null : served.rows());
    }

    private List<FreshnessReport.StreamRate> streams(Optional<List<Measurements.Total>> totals) {
        TreeSet<String> names = new TreeSet<>();
        contracts
                .values()
                .forEach(contract ->
                        contract.streams().stream().map(StreamSchema::stream).forEach(names::add));
        totals.orElse(List.of()).stream()
                .filter(total -> total.hop() == Hop.INGESTION)
                .forEach(total -> names.add(total.name()));
        return names.stream().map(name -> rate(name, totals)).toList();
    }

    private static FreshnessReport.StreamRate rate(String stream, Optional<List<Measurements.Total>> totals) {
        if (totals.isEmpty()) {
            return new FreshnessReport.StreamRate(stream, null, null, null);
        }
        double seconds = WINDOW.toSeconds();
        return total(totals.get(), Hop.INGESTION, stream)
                .or(() -> total(totals.get(), Hop.PROCESSING, stream))
                .map(total -> new FreshnessReport.StreamRate(
                        stream,
                        offered(total) / seconds,
                        total.bytes() / seconds,
                        offered(total) == 0 ? null : (double) total.refused() / offered(total)))
                .orElseGet(() -> new FreshnessReport.StreamRate(stream, 0.0, 0.0, null));
    }

    /** What came to the door; what goes into a derived stream comes out of its query, which reads others. */
    private static long offered(Measurements.Total total) {
        return total.hop() == Hop.INGESTION ? total.in() : total.out() + total.refused();
    }

    private static Optional<Measurements.Total> total(List<Measurements.Total> totals, Hop hop, String name) {
        return totals.stream()
                .filter(total -> total.hop() == hop && total.name().equals(name))
                .findFirst();
    }
}
