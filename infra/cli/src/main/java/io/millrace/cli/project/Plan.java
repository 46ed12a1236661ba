package io.millrace.cli.project;

import java.util.List;
import java.util.Set;

/**
 * What applying a project would do.
 *
 * @param changes of the project's files, in their order
 * @param removals of what the project created earlier and holds no more
 */
record Plan(List<Change> changes, List<Remembered> removals) {

    /** What happens to one definition. */
    enum Effect {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /**
     * @param file the definition
     * @param effect what applying it does
     */
    record Change(ProjectFile file, Effect effect) {}

    /** The files of some kinds on which applying has an effect, in their order. */
    List<ProjectFile> files(Set<Kind> kinds, Effect effect) {
        return changes.stream()
                .filter(change -> change.effect() == effect
                        && kinds.contains(change.file().kind()))
                .map(Change::file)
                .toList();
    }

    boolean isEmpty() {
        return removals.isEmpty() && changes.stream().allMatch(change -> change.effect() == Effect.UNCHANGED);
    }
}
