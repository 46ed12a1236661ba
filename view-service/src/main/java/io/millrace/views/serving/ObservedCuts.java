package io.millrace.views.serving;

import io.millrace.kernel.Position;
import io.millrace.views.materialization.Cut;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cuts of several views that were seen one after the other, and the newest choice among them, one per view, that agrees.
 * Two cuts agree where they include the same of every stream that both views read; then their rows are those of one moment.
 *
 * <p>The cuts of a view only grow. So of two that do not agree on a stream, the one that includes more of it is in no
 * agreeing choice with the other nor with what is before the other: stepping back from it alone finds the newest choice.
 * Confined to one thread.
 */
final class ObservedCuts {
    /** More than a reader can meet within the time for which earlier epochs are kept. */
    static final int PER_VIEW_MAX = 32;

    private final List<ViewSources> views;
    private final Position after;
    private final List<List<Cut>> seen;

    /** @param after what agreeing cuts are to include of the streams that their views read */
    ObservedCuts(List<ViewSources> views, Position after) {
        this.views = List.copyOf(views);
        this.after = after;
        this.seen = views.stream().map(view -> (List<Cut>) new ArrayList<Cut>()).toList();
    }

    /** @param view its place among the views */
    void add(int view, Cut cut) {
        List<Cut> cuts = seen.get(view);
        if (!cuts.isEmpty()) {
            Cut last = cuts.getLast();
            if (!last.isOfSameRebuild(cut) || last.epoch() > cut.epoch()) {
                cuts.clear();
            } else if (last.epoch() == cut.epoch()) {
                cuts.removeLast();
            }
        }
        if (cuts.size() == PER_VIEW_MAX) {
            cuts.removeFirst();
        }
        cuts.add(cut);
    }

    /** The newest of each view. */
    List<Cut> newest() {
        return seen.stream().map(List::getLast).toList();
    }

    /** @return the newest choice that agrees, in the order of the views; null where there is none */
    @Nullable
    List<Cut> agreeing() {
        int[] chosen = new int[views.size()];
        for (int view = 0; view < chosen.length; view++) {
            chosen[view] = seen.get(view).size() - 1;
            if (!chosen(view, chosen).isConsistent()) {
                return null;
            }
        }
        int steps = stepBack(chosen);
        while (steps > 0) {
            steps = stepBack(chosen);
        }
        if (steps < 0) {
            return null;
        }
        List<Cut> cuts = new ArrayList<>();
        for (int view = 0; view < chosen.length; view++) {
            cuts.add(chosen(view, chosen));
        }
        return includesAfter(cuts) ? cuts : null;
    }

    private boolean includesAfter(List<Cut> cuts) {
        for (int view = 0; view < cuts.size(); view++) {
            if (!after.only(views.get(view).topicIds())
                    .isCoveredBy(cuts.get(view).frontier().position())) {
                return false;
            }
        }
        return true;
    }

    /** @return how many steps back were made; -1 where a view had nothing before */
    private int stepBack(int[] chosen) {
        int steps = 0;
        for (int one = 0; one < chosen.length; one++) {
            for (int other = 0; other < chosen.length; other++) {
                while (one != other && isAhead(one, other, chosen)) {
                    if (chosen[one] == 0) {
                        return -1;
                    }
                    chosen[one]--;
                    steps++;
                }
            }
        }
        return steps;
    }

    /** Whether one view includes more of a stream that both read. */
    private boolean isAhead(int one, int other, int[] chosen) {
        return views.get(one)
                .includesMore(
                        chosen(one, chosen).frontier(),
                        views.get(other),
                        chosen(other, chosen).frontier());
    }

    private Cut chosen(int view, int[] chosen) {
        return seen.get(view).get(chosen[view]);
    }
}
