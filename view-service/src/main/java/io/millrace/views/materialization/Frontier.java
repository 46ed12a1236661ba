package io.millrace.views.materialization;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import io.millrace.kernel.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a cut of a view includes of the streams it reads: per source partition the next offset, the watermark and the late
 * rows. It is the minimum over the sink partitions that name the source partition, see {@link Progress}. Immutable.
 */
public final class Frontier {
    public static final Frontier NONE = new Frontier(Map.of());

    private record Partition(UUID topicId, int partition) {}

    private final Map<Partition, Progress.Source> sources;
    private final Position position;

    private Frontier(Map<Partition, Progress.Source> sources) {
        this.sources = Map.copyOf(sources);
        this.position = positionOf(sources.values());
    }

    /** The frontier that follows from the latest progress of each sink partition. */
    public static Frontier of(Collection<Progress> sinks) {
        Map<Partition, Progress.Source> least = new HashMap<>();
        for (Progress sink : sinks) {
            for (Progress.Source source : sink.sources()) {
                least.merge(new Partition(source.topicId(), source.partition()), source, Frontier::least);
            }
        }
        return new Frontier(least);
    }

    private static Progress.Source least(Progress.Source a, Progress.Source b) {
        return new Progress.Source(
                a.topicId(),
                a.partition(),
                Math.min(a.nextOffset(), b.nextOffset()),
                Math.min(a.watermark(), b.watermark()),
                Math.max(a.lateRows(), b.lateRows()));
    }

    /** One past the last offset that is included; 0 where nothing is. */
    public long nextOffset(UUID topicId, int partition) {
        Progress.Source source = sources.get(new Partition(topicId, partition));
        return source == null ? 0 : source.nextOffset();
    }

    /** What is included, as clients see it. */
    public Position position() {
        return position;
    }

    /** Rows that were excluded so far for being late. */
    public long lateRows() {
        return sources.values().stream().mapToLong(Progress.Source::lateRows).sum();
    }

    /** Every source partition, in no order. */
    public Collection<Progress.Source> sources() {
        return sources.values();
    }

    byte[] bytes() {
        List<Progress.Source> sorted = new ArrayList<>(sources.values());
        sorted.sort(Comparator.comparing(Progress.Source::topicId).thenComparing(Progress.Source::partition));
        return sorted.isEmpty() ? new byte[0] : ChangelogCodec.progress(new Progress(0, 0, sorted));
    }

    static Frontier parse(byte[] bytes) {
        return bytes.length == 0 ? NONE : of(List.of(progress(0, bytes)));
    }

    static Progress progress(int sender, byte[] bytes) {
        ChangelogRecord decoded = ChangelogCodec.decode(ChangelogCodec.progressKey(sender), bytes, null);
        return ((ChangelogRecord.Closed) decoded).progress();
    }

    private static Position positionOf(Collection<Progress.Source> sources) {
        Position.Builder builder = new Position.Builder();
        for (Progress.Source source : sources) {
            if (source.nextOffset() > 0) {
                builder.include(source.topicId(), source.partition(), source.nextOffset() - 1);
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frontier frontier && frontier.sources.equals(sources);
    }

    @Override
    public int hashCode() {
        return sources.hashCode();
    }

    @Override
    public String toString() {
        return position.toString();
    }
}
