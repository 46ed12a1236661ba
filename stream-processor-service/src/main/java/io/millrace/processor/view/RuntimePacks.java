package io.millrace.processor.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The views that are there, by the runtime that they share. */
@Component
class RuntimePacks {
    private final Views views;
    private final ProcessorSettings settings;

    RuntimePacks(Views views, ProcessorSettings settings) {
        this.views = views;
        this.settings = settings;
    }

    /**
     * The views of one runtime.
     *
     * @param members those that are there or of which something is left; at least one
     * @param here whether this copy runs them
     */
    record Pack(String runtime, List<View> members, boolean here) {
        List<View> there() {
            return members.stream().filter(view -> !view.isDeleted()).toList();
        }
    }

    List<Pack> present() {
        Map<String, List<View>> packs = views.present().stream()
                .collect(Collectors.groupingBy(View::runtime, LinkedHashMap::new, Collectors.toList()));
        return packs.entrySet().stream()
                .map(pack -> new Pack(pack.getKey(), pack.getValue(), runsHere(pack.getValue())))
                .toList();
    }

    /** Deleted views have no say. */
    private boolean runsHere(List<View> members) {
        return settings.runs(members.stream()
                .filter(view -> !view.isDeleted())
                .map(View::name)
                .toList());
    }

    /** Whether this copy runs the view, alone or with its neighbours. */
    boolean runsHere(View view) {
        return settings.runsAll()
                || present().stream()
                        .filter(pack -> pack.runtime().equals(view.runtime()))
                        .anyMatch(Pack::here);
    }
}
