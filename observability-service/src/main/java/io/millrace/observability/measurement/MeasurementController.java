package io.millrace.observability.measurement;

import io.millrace.api.measurement.Measurement;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Names;
import io.millrace.observability.ObservabilityError;
import io.millrace.observability.ObservabilitySettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/measurements} and {@code /api/freshness}. */
@RestController
@Tag(name = "Observability")
class MeasurementController {
    private static final Duration DEFAULT_RANGE = Duration.ofMinutes(15);
    private static final int POINTS_MAX = 10_000;
    private static final long STEPS_MAX = 1_500;

    private final Measurements measurements;
    private final MeasureFreshness measureFreshness;
    private final ObservabilitySettings settings;
    private final Clock clock;

    MeasurementController(
            Measurements measurements, MeasureFreshness measureFreshness, ObservabilitySettings settings, Clock clock) {
        this.measurements = measurements;
        this.measureFreshness = measureFreshness;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What hops did, in spans of time.
     *
     * @param name a stream or view; all where it is left out
     * @param hop INGESTION, PROCESSING, MATERIALIZATION or SERVING; all where it is left out
     * @param from default: 15 minutes before {@code to}
     * @param to default: now
     * @param step seconds per point: a multiple of 10, or of 60 for times further back
     */
    @Operation(
            operationId = "listMeasurements",
            summary = "What the hops did, in spans of time",
            description =
                    "name and hop narrow it down. from is 15 minutes before to where it is left out, and to is now."
                            + " step is the seconds per point: a multiple of 10, or of 60 for times further back.")
    @GetMapping(path = "/api/measurements", produces = MediaType.APPLICATION_JSON_VALUE)
    List<Measurements.Point> measurements(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String hop,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "10") int step) {
        Instant now = clock.instant();
        Instant end = to == null ? now : to;
        Instant begin = from == null ? end.minus(DEFAULT_RANGE) : from;
        requireStep(step);
        if (!name.isEmpty() && !Names.isValid(name)) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "name is not one of a stream or view; they match " + Names.FORM + ".");
        }
        requireRange(begin, end, step, now);
        int width = step % 60 == 0 ? 60 : 10;
        return measurements.points(name, hop(hop), StoreMeasurements.begin(begin, step), end, width, step, POINTS_MAX);
    }

    private static String hop(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (!name.isEmpty()
                && Arrays.stream(Measurement.Hop.values())
                        .noneMatch(hop -> hop.name().equals(name))) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "hop must be one of " + Arrays.toString(Measurement.Hop.values()) + ".");
        }
        return name;
    }

    private static void requireStep(int step) {
        if (step < 10 || step > 86_400 || step % 10 != 0) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "step is " + step + "; use a multiple of 10 from 10 to 86400 seconds.");
        }
    }

    private void requireRange(Instant begin, Instant end, int step, Instant now) {
        if (!begin.isBefore(end)) {
            throw new MillraceException(
                    ObservabilityError.RANGE_NOT_ALLOWED, "from is not before to. Turn them around.");
        }
        long steps = Duration.between(begin, end).toSeconds() / step;
        if (steps > STEPS_MAX) {
            throw new MillraceException(
                    ObservabilityError.RANGE_NOT_ALLOWED,
                    "The range has " + steps + " steps and at most " + STEPS_MAX
                            + " are answered. Ask for a shorter range or a longer step.");
        }
        boolean coarse = step % 60 == 0;
        Duration kept = coarse ? settings.coarse() : settings.fine();
        if (end.isBefore(now.minus(kept))) {
            throw new MillraceException(
                    ObservabilityError.RANGE_NOT_ALLOWED,
                    "The range ends before what is kept: " + kept.toHours() + " hours for steps of "
                            + (coarse ? "60" : "10") + " seconds."
                            + (coarse ? "" : " Steps of 60 reach further back."));
        }
    }

    /** How fresh every view is and how fast every stream runs, as of now. */
    @Operation(operationId = "getFreshness", summary = "How fresh every view is and how fast every stream runs, now")
    @GetMapping(path = "/api/freshness", produces = MediaType.APPLICATION_JSON_VALUE)
    FreshnessReport freshness() {
        return measureFreshness.report();
    }
}
