package io.millrace.processor.view;

import io.millrace.api.view.RowsAnew;
import io.millrace.api.view.SourceStream;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.BoundedRows;
import io.millrace.processor.view.ServedRows.Source;
import io.millrace.starter.MillraceSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Makes the rows of a view version anew from its streams, as they were at given positions, in one reading of the streams: whatever
 * was deleted or replaced since, as long as the log has its events and this release plans the query as it was.
 */
@Component
class MakeRowsAnew {
    private final DefineViews define;
    private final TellLineage lineages;
    private final ViewTopics topics;
    private final ReadAlone alone;
    private final MillraceSettings settings;

    MakeRowsAnew(
            DefineViews define, TellLineage lineages, ViewTopics topics, ReadAlone alone, MillraceSettings settings) {
        this.define = define;
        this.lineages = lineages;
        this.topics = topics;
        this.alone = alone;
        this.settings = settings;
    }

    /**
     * @param positions one at least, at most {@link RowsAnew#POSITIONS_MAX}, each of which includes the one before
     * @param lines takes the lines of the answer, in their order
     * @param steps is told about the work while it goes on; what it throws ends the work
     * @throws MillraceException TOO_MANY_REQUESTS, VERIFICATION_TOO_LARGE, VIEW_STATE, PLAN_CHANGED, FUNCTION_UNAVAILABLE or
     *     KAFKA_UNAVAILABLE
     */
    void make(View view, List<Position> positions, Consumer<Object> lines, Consumer<Verification.Step> steps) {
        List<Map<Source, Long>> frontiers = frontiers(view, positions);
        CompiledView compiled = define.compiled(view);
        RowsAnew.Of of = new RowsAnew.Of(view.published(null, null), lineages.of(view));
        alone.read(view, consumer -> {
            MakeAnew anew = new MakeAnew(view, topics, settings, consumer, steps);
            lines.accept(new RowsAnew.OfLine(of));
            Reached reached = new Reached(view, lines);
            anew.rowsAt(compiled, frontiers, reached);
            lines.accept(new RowsAnew.EndedLine(new RowsAnew.Ended(removed(view, anew))));
            return reached.index;
        });
    }

    private static List<Map<Source, Long>> frontiers(View view, List<Position> positions) {
        Set<UUID> read =
                view.definition().sources().stream().map(SourceStream::topicId).collect(Collectors.toSet());
        List<Map<Source, Long>> frontiers = new ArrayList<>();
        Position before = Position.EMPTY;
        for (Position position : positions) {
            Set<UUID> others = new HashSet<>(position.offsets().keySet());
            others.removeAll(read);
            if (!others.isEmpty()) {
                throw invalid("A position is of the topic " + others.iterator().next() + ", which version "
                        + view.version() + " of view " + view.name() + " does not read.");
            }
            if (!before.isCoveredBy(position)) {
                throw invalid("A position does not include the one before it. Ask for those by themselves.");
            }
            before = position;
            frontiers.add(MakeAnew.frontier(position));
        }
        return frontiers;
    }

    private static MillraceException invalid(String detail) {
        return new MillraceException(CommonError.INVALID_PARAMETER, detail);
    }

    /** What the view has read and is gone; what was gone before it began is no loss to it. */
    private static List<RowsAnew.RemovedStart> removed(View view, MakeAnew anew) {
        Map<String, SourceStream> streams =
                view.definition().sources().stream().collect(Collectors.toMap(SourceStream::stream, source -> source));
        return anew.removed().stream()
                .filter(start -> {
                    SourceStream stream = streams.get(start.stream());
                    return stream == null || start.firstOffset() > stream.backfillFrom(start.partition());
                })
                .map(start -> new RowsAnew.RemovedStart(start.stream(), start.partition(), start.firstOffset()))
                .toList();
    }

    /** Tells what changed at each position. */
    private static final class Reached implements Consumer<BoundedRows> {
        private final View view;
        private final Consumer<Object> lines;
        private int index;

        Reached(View view, Consumer<Object> lines) {
            this.view = view;
            this.lines = lines;
        }

        @Override
        public void accept(BoundedRows rows) {
            if (rows.size() > RowsAnew.ROWS_MAX) {
                throw new MillraceException(
                        ProcessorError.VERIFICATION_TOO_LARGE,
                        "View " + view.name() + " has " + rows.size() + " rows at a position; at most "
                                + RowsAnew.ROWS_MAX + " are made anew in a running service.");
            }
            rows.takeChanges((key, row) -> lines.accept(
                    new RowsAnew.RowLine(key, row == null ? null : new String(row, StandardCharsets.UTF_8))));
            lines.accept(new RowsAnew.ReachedLine(index++));
        }
    }
}
