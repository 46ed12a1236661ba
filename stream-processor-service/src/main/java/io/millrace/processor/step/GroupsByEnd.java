package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The groups of an aggregate in the order of their windows' ends. It is no state: it is made of the groups anew. Groups that
 * were taken out stay until there are more of them than others, so that neither adding nor taking out has to search.
 */
final class GroupsByEnd {
    /** Entries of groups that were taken out, which are let be in any case. */
    static final int GONE_MAX = 1_000;

    private final Groups groups;
    private final int endColumn;
    private final TreeMap<Long, List<Group>> byEnd = new TreeMap<>();
    private int entries;

    /** @param endColumn index of window_end in the groups' keys */
    GroupsByEnd(Groups groups, int endColumn) {
        this.groups = groups;
        this.endColumn = endColumn;
    }

    /** When a group's window ends, or null where it has no end. */
    @Nullable
    Long endOf(Group group) {
        return (Long) group.key[endColumn];
    }

    void add(Group group) {
        Long end = endOf(group);
        if (end != null) {
            byEnd.computeIfAbsent(end, absent -> new ArrayList<>()).add(group);
            entries++;
        }
    }

    /** Forgets groups that were taken out, if they are many. */
    void tidy() {
        if (entries > 2 * groups.entries() + GONE_MAX) {
            rebuild();
        }
    }

    void rebuild() {
        byEnd.clear();
        entries = 0;
        groups.forEach(this::add);
    }

    /** The present groups that end behind {@code after}, at or before {@code upTo}. */
    void forEach(long after, long upTo, Consumer<Group> action) {
        byEnd.subMap(after, false, upTo, true).values().forEach(same -> present(same, action));
    }

    /** The present groups that end at or before {@code upTo}; they are forgotten. */
    void drain(long upTo, Consumer<Group> action) {
        while (!byEnd.isEmpty() && byEnd.firstKey() <= upTo) {
            List<Group> same = byEnd.pollFirstEntry().getValue();
            entries -= same.size();
            present(same, action);
        }
    }

    private void present(List<Group> same, Consumer<Group> action) {
        for (Group group : same) {
            if (groups.holds(group)) {
                action.accept(group);
            }
        }
    }

    /** How many entries are held, those of groups that were taken out included. */
    int entries() {
        return entries;
    }
}
