package io.millrace.views.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.changelog.Progress;
import io.millrace.kernel.Position;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObservedCutsTests {
    private static final UUID ORDERS = new UUID(0, 1);
    private static final UUID RATES = new UUID(0, 2);
    private static final ViewSources OF_ORDERS = new ViewSources(Set.of(ORDERS));
    private static final ViewSources OF_BOTH = new ViewSources(Set.of(ORDERS, RATES));
    private static final ViewSources OF_RATES = new ViewSources(Set.of(RATES));

    private static Cut cut(long epoch, long orders, long rates) {
        return cut("g", epoch, false, orders, rates);
    }

    private static Cut cut(String generation, long epoch, boolean building, long orders, long rates) {
        List<Progress.Source> sources = new ArrayList<>();
        if (orders > 0) {
            sources.add(new Progress.Source(ORDERS, 0, orders, epoch, epoch));
        }
        if (rates > 0) {
            sources.add(new Progress.Source(RATES, 0, rates, epoch, 0));
        }
        return new Cut(generation, epoch, building, Frontier.of(List.of(new Progress(0, epoch, sources))), null, 0);
    }

    private static ObservedCuts observed(ViewSources... views) {
        return new ObservedCuts(List.of(views), Position.EMPTY);
    }

    @Test
    void oneViewAgreesWithItself() {
        ObservedCuts cuts = observed(OF_ORDERS);
        cuts.add(0, cut(7, 70, 0));
        assertThat(cuts.agreeing()).extracting(Cut::epoch).containsExactly(7L);
    }

    @Test
    void takesTheNewestCutThatAllHaveShown() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_ORDERS);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(6, 60, 0));
        assertThat(cuts.agreeing()).isNull();
        cuts.add(0, cut(8, 80, 0));
        cuts.add(1, cut(7, 70, 0));
        assertThat(cuts.agreeing()).extracting(Cut::epoch).containsExactly(7L, 7L);
        cuts.add(1, cut(8, 80, 0));
        assertThat(cuts.agreeing()).extracting(Cut::epoch).containsExactly(8L, 8L);
    }

    @Test
    void epochsOfRuntimesNeedNotBeTheSameNumbers() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_ORDERS);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(1200, 70, 0));
        assertThat(cuts.agreeing()).extracting(Cut::epoch).containsExactly(7L, 1200L);
    }

    @Test
    void viewsWithoutACommonStreamAlwaysAgree() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_RATES);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(9, 0, 5));
        assertThat(cuts.agreeing()).extracting(Cut::epoch).containsExactly(7L, 9L);
    }

    @Test
    void onlyCommonStreamsCount() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_BOTH, OF_RATES);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(3, 70, 5));
        cuts.add(2, cut(1, 0, 5));
        cuts.add(2, cut(2, 0, 6));
        assertThat(cuts.agreeing()).extracting(Cut::epoch).containsExactly(7L, 3L, 1L);
    }

    @Test
    void aPartitionThatOneHasNothingOfDisagrees() {
        ObservedCuts cuts = observed(OF_BOTH, OF_BOTH);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(7, 70, 1));
        assertThat(cuts.agreeing()).isNull();
    }

    @Test
    void rowsThatAreBeingBuiltAgreeWithNothing() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_ORDERS);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut("g", 7, true, 70, 0));
        assertThat(cuts.agreeing()).isNull();
        assertThat(cuts.newest()).hasSize(2);
    }

    @Test
    void forgetsWhatWasSeenBeforeARebuild() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_ORDERS);
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(8, 80, 0));
        cuts.add(0, cut("h", 8, false, 90, 0));
        cuts.add(1, cut(9, 70, 0));
        assertThat(cuts.agreeing()).isNull();
    }

    @Test
    void doesNotGoBackBehindWhatIsAskedFor() {
        ObservedCuts cuts = new ObservedCuts(List.of(OF_ORDERS, OF_ORDERS), Position.of(ORDERS, 0, 79));
        cuts.add(0, cut(7, 70, 0));
        cuts.add(1, cut(7, 70, 0));
        assertThat(cuts.agreeing()).isNull();
        cuts.add(0, cut(8, 80, 0));
        cuts.add(1, cut(8, 80, 0));
        assertThat(cuts.agreeing()).isNotNull();
    }

    @Test
    void keepsABoundedNumberPerView() {
        ObservedCuts cuts = observed(OF_ORDERS, OF_ORDERS);
        cuts.add(1, cut(1, 10, 0));
        for (int epoch = 1; epoch <= ObservedCuts.PER_VIEW_MAX; epoch++) {
            cuts.add(0, cut(epoch, 10L * epoch, 0));
        }
        assertThat(cuts.agreeing()).isNotNull();
        cuts.add(0, cut(ObservedCuts.PER_VIEW_MAX + 1, 10_000, 0));
        assertThat(cuts.agreeing()).isNull();
    }

    @Test
    void findsTheNewestAmongAllChoices() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ViewSources[] views = {OF_ORDERS, OF_BOTH, OF_RATES};
            ObservedCuts cuts = observed(views);
            List<List<Cut>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int view = 0; view < views.length; view++) {
                long orders = 1;
                long rates = 1;
                for (int epoch = 1; epoch <= 6; epoch++) {
                    orders += random.nextInt(3);
                    rates += random.nextInt(3);
                    Cut cut = cut(epoch, view == 2 ? 0 : orders, view == 0 ? 0 : rates);
                    seen.get(view).add(cut);
                    cuts.add(view, cut);
                }
            }
            assertThat(cuts.agreeing()).as("seed %d, round %d", seed, round).isEqualTo(newest(seen, views));
        }
    }

    private static List<Cut> newest(List<List<Cut>> seen, ViewSources[] views) {
        List<Cut> best = null;
        for (Cut first : seen.get(0)) {
            for (Cut second : seen.get(1)) {
                for (Cut third : seen.get(2)) {
                    List<Cut> choice = List.of(first, second, third);
                    if (agree(choice, views) && (best == null || sum(choice) > sum(best))) {
                        best = choice;
                    }
                }
            }
        }
        return best;
    }

    private static long sum(List<Cut> choice) {
        return choice.stream().mapToLong(Cut::epoch).sum();
    }

    private static boolean agree(List<Cut> choice, ViewSources[] views) {
        for (UUID topic : List.of(ORDERS, RATES)) {
            Set<Long> offsets = new HashSet<>();
            for (int view = 0; view < views.length; view++) {
                if (views[view].topicIds().contains(topic)) {
                    offsets.add(choice.get(view).frontier().nextOffset(topic, 0));
                }
            }
            if (offsets.size() > 1) {
                return false;
            }
        }
        return true;
    }
}
