package io.millrace.processor.view;

import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewDiff;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Topics;
import io.millrace.processor.view.ServedRows.Source;
import io.millrace.starter.MillraceSettings;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.springframework.stereotype.Component;

/**
 * Makes rows anew from the streams of a view, up to the position that is served, and compares them with those in its changelog at that
 * position: with the same version to prove it, with the next one to see what a change changes. One at a time on a copy.
 */
@Component
class VerifyView {
    private final DefineViews define;
    private final ViewTopics topics;
    private final MillraceSettings settings;
    private final ReadAlone alone;
    private final Clock clock;

    VerifyView(DefineViews define, ViewTopics topics, MillraceSettings settings, ReadAlone alone, Clock clock) {
        this.define = define;
        this.topics = topics;
        this.settings = settings;
        this.alone = alone;
        this.clock = clock;
    }

    /**
     * @param steps is told about the work while it goes on; what it throws ends the work
     * @throws MillraceException TOO_MANY_REQUESTS, VERIFICATION_TOO_LARGE, VIEW_STATE, PLAN_CHANGED or KAFKA_UNAVAILABLE
     */
    Verification verify(View view, Consumer<Verification.Step> steps) {
        return alone.read(view, consumer -> {
            MakeAnew anew = new MakeAnew(view, topics, settings, consumer, steps);
            ServedRows served = served(view, consumer, anew);
            Map<Source, Long> frontier = served.frontier();
            CompareServed compare =
                    new CompareServed(anew.rows(define.compiled(view), frontier), served.rows(), String::equals);
            long changed = compare(compare, view, served, consumer, anew);
            return new Verification(
                    view.name(),
                    view.version(),
                    MakeAnew.position(frontier),
                    anew.events(),
                    served.rows().size(),
                    compare.differences() == 0,
                    compare.differences(),
                    compare.missing,
                    compare.unexpected,
                    compare.different,
                    changed,
                    anew.removed());
        });
    }

    /**
     * Compares what is served with what the next version makes of the same events; of streams that the served version does not read, of
     * those that are there.
     *
     * @param going is told again and again while it goes on; what it throws ends the work
     * @throws MillraceException as {@link #verify}
     */
    ViewDiff diff(View view, View next, Runnable going) {
        return alone.read(view, consumer -> {
            MakeAnew anew = new MakeAnew(next, topics, settings, consumer, step -> going.run());
            ServedRows served = served(view, consumer, anew);
            Map<Source, Long> frontier = frontier(view, next, served, anew);
            Map<String, String> rows = anew.rows(define.compiled(next), frontier);
            SharedColumns columns = SharedColumns.of(view.definition(), next.definition());
            CompareServed compare = new CompareServed(rows, served.rows(), columns::areEqual);
            long changed = compare(compare, view, served, consumer, anew);
            return new ViewDiff(
                    view.name(),
                    view.version(),
                    next.version(),
                    clock.instant(),
                    MakeAnew.position(frontier),
                    anew.events(),
                    served.rows().size(),
                    rows.size(),
                    compare.unexpectedCount(),
                    compare.missingCount(),
                    compare.differentCount(),
                    changed,
                    columns.added(),
                    columns.removed(),
                    compare.samples());
        });
    }

    private static Map<Source, Long> frontier(View view, View next, ServedRows served, MakeAnew anew) {
        Set<String> known =
                view.definition().sources().stream().map(SourceStream::stream).collect(Collectors.toSet());
        Map<Source, Long> frontier = new HashMap<>(served.frontier());
        boolean more = next.definition().sources().stream().anyMatch(source -> !known.contains(source.stream()));
        if (more) {
            Set<java.util.UUID> read =
                    frontier.keySet().stream().map(Source::topicId).collect(Collectors.toSet());
            anew.ends().forEach((source, end) -> {
                if (!read.contains(source.topicId())) {
                    frontier.put(source, end);
                }
            });
        }
        return frontier;
    }

    private ServedRows served(View view, KafkaConsumer<byte[], byte[]> consumer, MakeAnew anew) {
        return new ReadServedRows(view, changelog(view, consumer, anew)).read();
    }

    /** @return how many rows cannot be compared */
    private long compare(
            CompareServed compare,
            View view,
            ServedRows served,
            KafkaConsumer<byte[], byte[]> consumer,
            MakeAnew anew) {
        Set<String> missing = compare.missingKeys();
        Set<String> changed = missing.isEmpty()
                ? Set.of()
                : ReadServedRows.changedAfter(served.epoch(), missing, changelog(view, consumer, anew));
        compare.compare(changed);
        return changed.size();
    }

    private ReadRange changelog(View view, KafkaConsumer<byte[], byte[]> consumer, MakeAnew anew) {
        String topic = settings.namespace().of(Topics.viewChangelog(view.name(), view.version()));
        return ReadRange.whole(consumer, topic, view.definition().partitions(), anew::step);
    }
}
