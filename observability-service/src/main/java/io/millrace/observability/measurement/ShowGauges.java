package io.millrace.observability.measurement;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.millrace.observability.ObservabilitySettings;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The freshness report as Prometheus metrics, renewed every five seconds. What is not known has no sample. Every copy shows
 * the same, so dashboards take the maximum per label.
 */
@Component
class ShowGauges {
    private final MeasureFreshness measureFreshness;
    private final int max;
    private final MultiGauge declared;
    private final MultiGauge lag;
    private final MultiGauge watermarkLag;
    private final MultiGauge processingLag;
    private final MultiGauge events;
    private final MultiGauge quarantine;

    ShowGauges(MeasureFreshness measureFreshness, ObservabilitySettings settings, MeterRegistry meters) {
        this.measureFreshness = measureFreshness;
        this.max = settings.gaugesMax();
        this.declared = gauge(meters, "millrace.view.freshness.declared", "seconds", "What the view promises");
        this.lag =
                gauge(meters, "millrace.view.freshness.lag", "seconds", "How far behind the acknowledged events it is");
        this.watermarkLag = gauge(meters, "millrace.view.watermark.lag", "seconds", "Now minus the watermark");
        this.processingLag =
                gauge(meters, "millrace.view.processing.lag", "seconds", "How far behind the processor is");
        this.events =
                gauge(meters, "millrace.stream.events.per.second", null, "Events at the door, average of a minute");
        this.quarantine = gauge(meters, "millrace.stream.quarantine.ratio", null, "Part of them that was refused");
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, @Nullable String unit, String description) {
        return MultiGauge.builder(name).baseUnit(unit).description(description).register(meters);
    }

    @Scheduled(fixedDelayString = "5s", initialDelayString = "2s")
    void show() {
        FreshnessReport report = measureFreshness.report();
        views(declared, report, view -> view.declaredMs() / 1000.0);
        views(lag, report, view -> seconds(view.lagMs()));
        views(watermarkLag, report, view -> seconds(view.watermarkLagMs()));
        views(processingLag, report, view -> seconds(view.processingLagMs()));
        streams(events, report, FreshnessReport.StreamRate::eventsPerSecond);
        streams(quarantine, report, FreshnessReport.StreamRate::quarantineRatio);
    }

    private void views(
            MultiGauge gauge, FreshnessReport report, Function<FreshnessReport.ViewFreshness, @Nullable Double> value) {
        gauge.register(rows(report.views(), "view", FreshnessReport.ViewFreshness::view, value), true);
    }

    private void streams(
            MultiGauge gauge, FreshnessReport report, Function<FreshnessReport.StreamRate, @Nullable Double> value) {
        gauge.register(rows(report.streams(), "stream", FreshnessReport.StreamRate::stream, value), true);
    }

    private <T> Iterable<MultiGauge.Row<?>> rows(
            List<T> of, String label, Function<T, String> name, Function<T, @Nullable Double> value) {
        return of.stream()
                .limit(max)
                .<MultiGauge.Row<?>>mapMulti((one, rows) -> {
                    Double number = value.apply(one);
                    if (number != null) {
                        rows.accept(MultiGauge.Row.of(Tags.of(label, name.apply(one)), number));
                    }
                })
                .toList();
    }

    private static @Nullable Double seconds(@Nullable Long ms) {
        return ms == null ? null : Double.valueOf(ms / 1000.0);
    }
}
