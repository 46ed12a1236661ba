package io.millrace.cli.project;

import java.util.List;

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

    boolean isEmpty() {
        return removals.isEmpty() && changes.stream().allMatch(change -> change.effect() == Effect.UNCHANGED);
    }
}
