package io.millrace.processor.stage;

import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.RowFunction;
import io.millrace.processor.step.ValueType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The physical plan of one version of a view: a tree of nodes whose root is its {@link Emit}. The SQL side makes it, the
 * stages run it; combiners and exchanges are put in by {@code CompileStages}.
 *
 * @param view the view's name
 * @param version its version
 * @param root what is written to the changelog
 */
public record ViewPlan(String view, int version, Emit root) {

    /** A named and typed column of a node's output. */
    public record Column(String name, ValueType type, boolean nullable) {}

    /** A node of the plan. */
    public sealed interface Node {
        /** Columns of the rows that it puts out. */
        List<Column> columns();
    }

    /**
     * How dates, times or timestamps stand in events.
     *
     * @param defaultTimezone of a timestamp without offset
     * @param pattern of a {@link java.time.format.DateTimeFormatter}; null for RFC 3339
     */
    public record TimeForm(String defaultTimezone, @Nullable String pattern) {}

    /**
     * Reads a stream and decodes the columns that the query needs, and no others. It decides once per record, per source
     * partition, whether the record is late: event time &lt; (greatest seen before it in that partition) −
     * outOfOrdernessMs − graceMs. That is only a mark: the record counts in every step that is not bounded by event time.
     *
     * @param contract id and version of the contract that the columns are from, for messages
     * @param topic the topic's name on the broker, namespace prefix included
     * @param eventTimeColumn index into {@code columns}, -1 where arrival (the record's timestamp) is the event time
     * @param arrivalColumn index into {@code columns} of a column to be filled with the record's timestamp, or -1
     * @param keyColumns indexes into {@code columns} of the stream's primary key in key order; empty where the query does
     *     not need it or the stream has none
     * @param timeForms per column how its text is read; null for columns without dates and times
     */
    public record Scan(
            String stream,
            String contract,
            String topic,
            UUID topicId,
            int partitions,
            List<Column> columns,
            List<@Nullable TimeForm> timeForms,
            int eventTimeColumn,
            int arrivalColumn,
            List<Integer> keyColumns,
            long outOfOrdernessMs,
            long graceMs)
            implements Node {}

    /** Filter and projection. */
    public record Calc(Node input, RowFunction function, List<Column> columns) implements Node {}

    /**
     * TUMBLE: puts window_start and window_end (TIMESTAMP) behind the input's columns, and drops late rows, counting them.
     * A row whose time is null is dropped without being counted as late.
     *
     * @param timeColumn index of the TIMESTAMP column
     * @param sizeMs length of a window, more than 0
     * @param offsetMs start of the windows against the epoch
     */
    public record Tumble(Node input, int timeColumn, long sizeMs, long offsetMs, List<Column> columns)
            implements Node {}

    /**
     * GROUP BY. Output columns: the group columns, then the calls.
     *
     * @param groupColumns indexes into the input's columns; empty for a global aggregate, whose row is there only once an
     *     event has come
     * @param exchange whether rows of one group may be in several source partitions; false where the group columns contain
     *     the stream's whole primary key
     * @param windowEndColumn index into the <em>output</em> of window_end, or -1; with retention, groups whose window_end +
     *     retention is at or below the watermark are removed from state and view
     */
    public record Aggregate(
            Node input,
            List<Integer> groupColumns,
            List<AggregateCall> calls,
            boolean exchange,
            int windowEndColumn,
            List<Column> columns)
            implements Node {}

    /**
     * Writes the view's changelog.
     *
     * @param keyColumns indexes into the input's columns of the view's key, in key order; empty for the hidden key
     *     partition-offset, or for the single row of a global aggregate
     * @param hiddenKey whether the key is the source's partition-offset
     * @param visibleColumns how many of the input's leading columns are members of the served row; those behind are
     *     there for the key or for retention only
     * @param retentionMs -1 for ever
     * @param retentionColumn index of the TIMESTAMP column that retention is counted from (window_end, or a projection's
     *     event time); -1 without retention
     * @param onWindowClose whether rows are put out only when the watermark has passed window_end
     */
    public record Emit(
            Node input,
            List<Integer> keyColumns,
            boolean hiddenKey,
            int visibleColumns,
            long retentionMs,
            int retentionColumn,
            boolean onWindowClose)
            implements Node {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }
}
