package io.millrace.processor.runtime;

import io.millrace.processor.stage.ViewPlan;
import java.util.List;
import java.util.Map;

/**
 * One Kafka Streams application.
 *
 * @param name names it for ever: a runtime of other views has another name
 * @param views what it runs, at least one
 * @param changelogs by view
 * @param commitIntervalMs time from commit to commit, and thereby length of an epoch; 100 to 1000 milliseconds
 */
public record RuntimeSpec(
        String name, List<ViewPlan> views, Map<String, ChangelogSettings> changelogs, long commitIntervalMs) {
    public RuntimeSpec {
        views = List.copyOf(views);
        changelogs = Map.copyOf(changelogs);
        for (ViewPlan view : views) {
            if (!changelogs.containsKey(view.view())) {
                throw new IllegalArgumentException("runtime " + name + " has no changelog of view " + view.view());
            }
        }
        if (views.isEmpty()) {
            throw new IllegalArgumentException("runtime " + name + " has no views");
        }
    }

    ChangelogSettings changelog(ViewPlan view) {
        ChangelogSettings settings = changelogs.get(view.view());
        if (settings == null) {
            throw new IllegalStateException("no changelog of view " + view.view());
        }
        return settings;
    }
}
