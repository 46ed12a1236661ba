package io.millrace.orchestration.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Steps have different names, need only steps that exist, and never each other in a circle. */
final class CheckGraph {
    private final List<ReadStep.Placed> steps;
    private final Map<String, ReadStep.Placed> byName = new LinkedHashMap<>();
    private final Set<String> cleared = new HashSet<>();

    CheckGraph(List<ReadStep.Placed> steps) {
        this.steps = steps;
    }

    void check() {
        for (ReadStep.Placed step : steps) {
            String name = step.step().name();
            if (!name.isEmpty() && byName.put(name, step) != null) {
                step.place().mistake("DUPLICATE_STEP", "There are two steps with the name '" + name + "'.");
            }
        }
        steps.forEach(this::checkNeeds);
        for (String name : byName.keySet()) {
            visit(name, new ArrayDeque<>());
        }
    }

    private void checkNeeds(ReadStep.Placed step) {
        step.needs().forEach((need, place) -> {
            if (!byName.containsKey(need)) {
                String hint = Mistakes.nearest(need, byName.keySet()).orElse(null);
                place.mistake(
                        "UNKNOWN_STEP",
                        "'" + step.step().name() + "' needs '" + YamlValue.cut(need) + "', and there is no such step"
                                + (hint == null ? "." : "; did you mean '" + hint + "'?"),
                        hint);
            }
        });
    }

    /** Depth-first; the path is at most as long as there are steps, 100. */
    private void visit(String name, Deque<String> path) {
        ReadStep.Placed step = byName.get(name);
        if (step == null || cleared.contains(name)) {
            return;
        }
        if (path.contains(name)) {
            reportCycle(name, path);
            return;
        }
        path.addLast(name);
        step.needs().keySet().forEach(need -> visit(need, path));
        path.removeLast();
        cleared.add(name);
    }

    private void reportCycle(String name, Deque<String> path) {
        List<String> cycle = new ArrayList<>(path);
        cycle = cycle.subList(cycle.indexOf(name), cycle.size());
        String shown = cycle.stream().collect(Collectors.joining(" → ", "", " → " + name));
        ReadStep.Placed last = byName.get(cycle.getLast());
        YamlValue place = last == null ? null : last.needs().get(name);
        if (place != null) {
            place.mistake("CYCLE", "Steps need each other in a circle: " + shown + "; take one of these needs away.");
        }
    }
}
