package io.millrace.processor.runtime;

import io.millrace.processor.stage.ViewPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One Kafka Streams application.
 *
 * @param name names it for ever: it may lose views, but is never given others
 * @param views what it runs, at least one
 * @param changelogs by view
 * @param backfills of the views whose reading of old events is held to a rate, by view
 * @param commitIntervalMs time from commit to commit, and thereby length of an epoch; 100 to 1000 milliseconds
 */
public record RuntimeSpec(
        String name,
        List<ViewPlan> views,
        Map<String, ChangelogSettings> changelogs,
        Map<String, Backfill> backfills,
        long commitIntervalMs) {
    /**
     * @param eventsPerSecond how many old events of a view's streams a copy reads in a second at most
     * @param ends by stream, per partition one past the last event that is old
     */
    public record Backfill(int eventsPerSecond, Map<String, List<Long>> ends) {
        public Backfill {
            ends = Map.copyOf(ends);
        }
    }

    public RuntimeSpec {
        views = List.copyOf(views);
        changelogs = Map.copyOf(changelogs);
        backfills = Map.copyOf(backfills);
        for (ViewPlan view : views) {
            if (!changelogs.containsKey(view.view())) {
                throw new IllegalArgumentException("runtime " + name + " has no changelog of view " + view.view());
            }
        }
        if (views.isEmpty()) {
            throw new IllegalArgumentException("runtime " + name + " has no views");
        }
    }

    /** Reads as fast as it goes. */
    public RuntimeSpec(
            String name, List<ViewPlan> views, Map<String, ChangelogSettings> changelogs, long commitIntervalMs) {
        this(name, views, changelogs, Map.of(), commitIntervalMs);
    }

    /** Names the views, in whatever order they are given: runtimes of the same views have the same topology. */
    String topology() {
        String versions = views.stream()
                .map(view -> view.view() + ".v" + view.version())
                .sorted()
                .collect(Collectors.joining(","));
        return UUID.nameUUIDFromBytes(versions.getBytes(StandardCharsets.UTF_8)).toString();
    }

    boolean has(String view, int version) {
        return views.stream().anyMatch(plan -> plan.view().equals(view) && plan.version() == version);
    }

    BackfillPace pace(ViewPlan view) {
        Backfill backfill = backfills.get(view.view());
        return backfill == null ? BackfillPace.NONE : BackfillPace.of(view.view(), backfill);
    }

    ChangelogSettings changelog(ViewPlan view) {
        ChangelogSettings settings = changelogs.get(view.view());
        if (settings == null) {
            throw new IllegalStateException("no changelog of view " + view.view());
        }
        return settings;
    }
}
