package io.millrace.views.materialization;

import io.millrace.api.view.SourceStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Samples of where the streams ended, newest last: (an instant, the end offsets that were seen after it). A frontier that
 * covers a sample includes every event that was acknowledged before the sample's instant. At most {@value #SAMPLES_MAX} are
 * kept; older ones are thinned out, so that the time they reach back grows while the resolution shrinks. Thread-safe.
 */
final class SourceEnds {
    static final int SAMPLES_MAX = 512;

    private final List<Sample> samples = new ArrayList<>();

    /** @param ends per topic id the end offset of each partition */
    private record Sample(Instant at, Map<UUID, long[]> ends) {
        boolean isCoveredBy(Frontier frontier, List<SourceStream> sources) {
            for (SourceStream source : sources) {
                long[] offsets = ends.get(source.topicId());
                for (int partition = 0; offsets != null && partition < offsets.length; partition++) {
                    if (frontier.nextOffset(source.topicId(), partition) < offsets[partition]) {
                        return false;
                    }
                }
            }
            return true;
        }

        boolean knows(List<SourceStream> sources) {
            return sources.stream().allMatch(source -> ends.containsKey(source.topicId()));
        }

        /** Samples that lack one of the streams prove nothing. */
        boolean proves(Frontier frontier, List<SourceStream> sources) {
            return knows(sources) && isCoveredBy(frontier, sources);
        }

        boolean hasSameEnds(Sample other) {
            return ends.size() == other.ends.size()
                    && ends.entrySet().stream()
                            .allMatch(entry -> Arrays.equals(entry.getValue(), other.ends.get(entry.getKey())));
        }
    }

    /** @return whether anything has moved since the sample before */
    synchronized boolean add(Instant at, Map<UUID, long[]> ends) {
        Sample sample = new Sample(at, new HashMap<>(ends));
        if (!samples.isEmpty() && samples.getLast().hasSameEnds(sample)) {
            samples.set(samples.size() - 1, sample);
            return false;
        }
        if (samples.size() == SAMPLES_MAX) {
            thinOut();
        }
        samples.add(sample);
        return true;
    }

    /** Every second sample of the older half goes; the first stays. */
    private void thinOut() {
        for (int i = SAMPLES_MAX / 2 - 1; i > 0; i -= 2) {
            samples.remove(i);
        }
    }

    /**
     * @param asOf every event acknowledged before it is in the frontier; null where no sample is covered
     * @param caughtUp whether the newest sample is covered
     * @param sampledAt when the newest sample was taken
     */
    record Coverage(
            @Nullable Instant asOf,
            boolean caughtUp,
            @Nullable Instant sampledAt) {}

    /** What a frontier covers. Coverage only shrinks from one sample to the next, so it is searched by halves. */
    synchronized Coverage coverage(Frontier frontier, List<SourceStream> sources) {
        int covered = -1;
        int uncovered = samples.size();
        if (uncovered == 0 || !samples.getLast().knows(sources)) {
            return new Coverage(null, false, null);
        }
        while (uncovered - covered > 1) {
            int middle = (covered + uncovered) >>> 1;
            Sample sample = samples.get(middle);
            if (sample.knows(sources) && !sample.isCoveredBy(frontier, sources)) {
                uncovered = middle;
            } else {
                covered = middle;
            }
        }
        boolean caughtUp = covered == samples.size() - 1;
        while (covered >= 0 && !samples.get(covered).proves(frontier, sources)) {
            covered--;
        }
        return new Coverage(
                covered < 0 ? null : samples.get(covered).at(),
                caughtUp,
                samples.getLast().at());
    }
}
