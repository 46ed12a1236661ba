package io.millrace.processor.runtime;

import io.millrace.processor.stage.ViewPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka Streams application.
 *
 * @param name names it for ever: it may lose views, but is never given others
 * @param views what it runs, at least one
 * @param changelogs by view
 * @param backfills of the views whose reading of old events is held to a rate, by view
 * @param derived by view the topic that its rows go to as events; none of the others
 * @param commitIntervalMs time from commit to commit, and thereby length of an epoch; 100 to 1000 milliseconds
 */
public record RuntimeSpec(
        String name,
        List<ViewPlan> views,
        Map<String, ChangelogSettings> changelogs,
        Map<String, Backfill> backfills,
        Map<String, DerivedTopic> derived,
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
        derived = Map.copyOf(derived);
        for (ViewPlan view : views) {
            if (!changelogs.containsKey(view.view())) {
                throw new IllegalArgumentException("runtime " + name + " has no changelog of view " + view.view());
            }
            if (view.root().isStream() != derived.containsKey(view.view())) {
                throw new IllegalArgumentException(
                        view.view() + " is a stream and has no topic, or has one and is none");
            }
        }
        if (views.isEmpty()) {
            throw new IllegalArgumentException("runtime " + name + " has no views");
        }
    }

    /** Of views alone, which read as fast as it goes. */
    public RuntimeSpec(
            String name, List<ViewPlan> views, Map<String, ChangelogSettings> changelogs, long commitIntervalMs) {
        this(name, views, changelogs, Map.of(), Map.of(), commitIntervalMs);
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

    /** Where the rows of a derived stream go; null for a view. */
    @Nullable
    DerivedTopic derived(ViewPlan view) {
        return derived.get(view.view());
    }
}
