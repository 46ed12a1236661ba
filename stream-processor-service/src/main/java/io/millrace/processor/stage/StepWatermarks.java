package io.millrace.processor.stage;

import io.millrace.processor.step.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Up to which event time the input of each step of a merge is complete: that of the sources whose rows come to the step. A stream
 * without events, which stands in another branch of the view, holds back none of its steps.
 *
 * <pre>
 * Union                      the least of orders and refunds
 *   Join                     orders
 *     Scan orders, twice
 *   Calc
 *     Scan refunds
 * </pre>
 */
final class StepWatermarks {
    /** Numbers of sources, in the order of the merge's; each set of them once. */
    private final List<int[]> sets = new ArrayList<>();
    /** Which of the sets each step has, in the order of the steps. */
    private final int[] setOf;

    private final long[] delaysMs;
    private final long[] watermarks;

    /**
     * @param below for each step, in the order in which they are flushed, the scans whose rows come to it
     * @param sources of the merge
     */
    StepWatermarks(List<Set<ViewPlan.Scan>> below, List<MergeStage.Source> sources) {
        delaysMs = sources.stream().mapToLong(MergeStage.Source::delayMs).toArray();
        setOf = below.stream().mapToInt(scans -> set(scans, sources)).toArray();
        watermarks = new long[sets.size()];
        Arrays.fill(watermarks, Step.NO_WATERMARK);
    }

    private int set(Set<ViewPlan.Scan> scans, List<MergeStage.Source> sources) {
        int[] set = IntStream.range(0, sources.size())
                .filter(source -> scans.contains(sources.get(source).scan()))
                .toArray();
        for (int known = 0; known < sets.size(); known++) {
            if (Arrays.equals(sets.get(known), set)) {
                return known;
            }
        }
        sets.add(set);
        return sets.size() - 1;
    }

    /** Goes on to a cut of all sources, in their order. */
    void pass(List<SourcePoint> points) {
        for (int set = 0; set < watermarks.length; set++) {
            long least = Long.MAX_VALUE;
            for (int source : sets.get(set)) {
                least = Math.min(least, points.get(source).watermark(delaysMs[source]));
            }
            watermarks[set] = least;
        }
    }

    /** Goes back to one watermark of all sources for every step, as releases before had it. */
    void level() {
        Arrays.fill(watermarks, Arrays.stream(watermarks).min().orElse(Step.NO_WATERMARK));
    }

    /** That of a step, by its place. */
    long of(int step) {
        return watermarks[setOf[step]];
    }
}
