package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.views.materialization.Frontier;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The topics of the streams that a view reads. */
record ViewSources(Set<UUID> topicIds) {
    static ViewSources of(PublishedView view) {
        return new ViewSources(
                view.sources().stream().map(SourceStream::topicId).collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether a frontier of this view includes more of a stream that both read than one of the other does. */
    boolean includesMore(Frontier mine, ViewSources other, Frontier theirs) {
        return mine.sources().stream()
                .filter(source -> topicIds.contains(source.topicId()) && other.topicIds.contains(source.topicId()))
                .anyMatch(source -> source.nextOffset() > theirs.nextOffset(source.topicId(), source.partition()));
    }
}
