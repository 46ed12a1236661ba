package io.millrace.processor.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.processor.stage.Stage;
import io.millrace.processor.stage.ViewPlan;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The gauge {@code millrace.view.state.entries}, by view and version: how much state the stages have that work on this copy,
 * as groups, rows and values that are held. It is there as long as one of them works. Thread-safe.
 */
final class MeasureState {
    static final String ENTRIES = "millrace.view.state.entries";

    private final ViewPlan view;
    private final MeterRegistry meters;
    private final Set<Stage> stages = ConcurrentHashMap.newKeySet();
    private @Nullable Gauge entries;

    MeasureState(ViewPlan view, MeterRegistry meters) {
        this.view = view;
        this.meters = meters;
    }

    synchronized void add(Stage stage) {
        stages.add(stage);
        if (entries == null) {
            entries = Gauge.builder(ENTRIES, stages, MeasureState::entries)
                    .description("Entries in the state of the view on this copy: groups, rows and values that are held")
                    .tag("view", view.view())
                    .tag("version", Integer.toString(view.version()))
                    .register(meters);
        }
    }

    private static double entries(Set<Stage> stages) {
        return stages.stream().mapToLong(Stage::entries).sum();
    }

    synchronized void remove(Stage stage) {
        stages.remove(stage);
        if (stages.isEmpty() && entries != null) {
            meters.remove(entries);
            entries = null;
        }
    }
}
