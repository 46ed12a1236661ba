package io.millrace.processor.stage;

import io.millrace.processor.step.AggregateCall;
import io.millrace.processor.step.JoinKind;
import io.millrace.processor.step.OverCall;
import io.millrace.processor.step.RowFunction;
import io.millrace.processor.step.RowOrder;
import io.millrace.processor.step.TimeBounds;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.WindowBounds;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The physical plan of one version of a view: a graph of nodes whose root is its {@link Emit}. The SQL side makes it with its
 * exchanges, {@link CutPlan} cuts it there into stages, {@link CompileStages} fuses each of them; combiners are put in there.
 *
 * <p>Rows between nodes are weighted deltas. Each node has a set of columns that no two of its present rows share, its
 * <em>upsert key</em>; that of the root's input is the view's key.
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

        /** The nodes whose rows it takes, in the order of its ports. */
        List<Node> inputs();
    }

    /** A node that takes the rows of one other. */
    public sealed interface Unary extends Node {
        Node input();

        @Override
        default List<Node> inputs() {
            return List.of(input());
        }
    }

    /** How values stand in events, where their type does not say it. */
    public sealed interface Form {}

    /**
     * Of a ROW's members, of an ARRAY's elements, or of the key and the values of a MAP.
     *
     * @param parts in their order; null for those without dates and times
     */
    public record NestedForm(List<@Nullable Form> parts) implements Form {}

    /**
     * How dates, times or timestamps stand in events.
     *
     * @param defaultTimezone of a timestamp without offset
     * @param pattern the contract's own, a {@link io.millrace.api.contract.TimePattern}; null for RFC 3339
     */
    public record TimeForm(String defaultTimezone, @Nullable String pattern) implements Form {}

    /**
     * Where a column is in events.
     *
     * @param path names of members from the outermost inwards; without meaning for what is no part of the event
     * @param form null where there are no dates and times in it
     */
    public record Member(List<String> path, @Nullable Form form) {
        /** A member of the event that has no dates and times in it. */
        public static Member of(String name) {
            return new Member(List.of(name), null);
        }
    }

    /**
     * Reads a stream and decodes the columns that the query needs, and no others. A plan reads each stream once: what several
     * parts of a query need of it is in one scan. It decides once per record, per source partition, whether the record is
     * late: event time &lt; (greatest seen before it in that partition) − outOfOrdernessMs − graceMs. That is only a mark: the
     * record counts in every step that is not bounded by event time.
     *
     * @param contract id and version of the contract that the columns are from, for messages
     * @param topic the topic's name on the broker, namespace prefix included
     * @param eventTimeColumn index into {@code columns}, -1 where arrival (the record's timestamp) is the event time
     * @param arrivalColumn index into {@code columns} of a TIMESTAMP column to be filled with the record's timestamp, or with the
     *     milliseconds of an event time of microseconds; or -1
     * @param originColumn index into {@code columns} of a VARCHAR column to be filled with the record's place in the stream,
     *     {@code partition-offset}, or -1
     * @param keyColumns indexes into {@code columns} of the stream's primary key in key order; empty where the query does
     *     not need it or the stream has none
     * @param members per column where it is; none is inside of another
     */
    public record Scan(
            String stream,
            String contract,
            String topic,
            UUID topicId,
            int partitions,
            List<Column> columns,
            List<Member> members,
            int eventTimeColumn,
            int arrivalColumn,
            int originColumn,
            List<Integer> keyColumns,
            long outOfOrdernessMs,
            long graceMs)
            implements Node {
        /** Whether the event time is a TIMESTAMP(6): its milliseconds are what watermarks and windows go by. */
        public boolean isTimedInMicros() {
            return eventTimeColumn >= 0
                    && columns.get(eventTimeColumn).type().kind() == ValueType.Kind.TIMESTAMP_MICROS;
        }

        @Override
        public List<Node> inputs() {
            return List.of();
        }
    }

    /** Filter and projection. */
    public record Calc(Node input, RowFunction function, List<Column> columns) implements Unary {}

    /**
     * UNNEST: a row once for each element of an array. Columns: those that are kept, the element's (each member of a ROW is one; key and
     * value of a map), with {@code numbered} its number (null where there is no element), and last its number again (0 where there is none).
     *
     * @param arrayColumn index of an ARRAY or MAP column
     * @param kept indexes into the input
     * @param outer whether a row without elements comes once, with nulls
     */
    public record Unnest(
            Node input, int arrayColumn, List<Integer> kept, boolean outer, boolean numbered, List<Column> columns)
            implements Unary {}

    /** How windows of fixed lengths lie. */
    public enum WindowKind {
        /** One window after the other. */
        TUMBLE,
        /** A window of the size begins with each step. */
        HOP,
        /** Windows that begin with each size and end with each step of it. */
        CUMULATE
    }

    /**
     * TUMBLE, HOP, CUMULATE: one row per window that the row's time is in, with window_start and window_end (TIMESTAMP) behind
     * the input's columns. Late rows are dropped and counted; a row whose time is null is dropped without being counted as
     * late. It stands in the stage of its scan.
     *
     * @param timeColumn index of the TIMESTAMP column
     * @param sizeMs length of the longest window, more than 0
     * @param stepMs a divisor of {@code sizeMs}; equal to it for TUMBLE
     * @param offsetMs start of the windows against the epoch
     */
    public record Window(
            Node input, WindowKind kind, int timeColumn, long sizeMs, long stepMs, long offsetMs, List<Column> columns)
            implements Unary {}

    /**
     * SESSION: window_start and window_end (TIMESTAMP) of the row's session behind the input's columns. Rows of one partition
     * with at most the gap between them are in one session, which ends the gap after its last row. Rows come back with other
     * bounds when their session grows. The input is append-only and without late rows.
     *
     * @param partitionColumns indexes into the input; rows of a partition are in one task
     * @param gapMs more than 0
     */
    public record Session(Node input, List<Integer> partitionColumns, int timeColumn, long gapMs, List<Column> columns)
            implements Unary {}

    /** Drops and counts rows that were late, for steps bounded by event time behind it. It stands in the stage of its scan. */
    public record DropLate(Node input) implements Unary {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /**
     * Takes rows back when the watermark has passed their time by the retention, and passes none on that is so old already. A row
     * without a time is dropped. The input is append-only; it stands behind an exchange, in front of a join that would else keep
     * the rows for ever.
     *
     * @param timeColumn index of a TIMESTAMP column
     * @param retentionMs 0 or more
     */
    public record Expire(Node input, int timeColumn, long retentionMs) implements Unary {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /**
     * Brings rows with equal values of some columns together: the plan is cut here, and the node behind it is in the next
     * stage.
     *
     * @param keyColumns indexes into the input; empty where all rows come together
     */
    public record Exchange(Node input, List<Integer> keyColumns) implements Unary {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /**
     * GROUP BY. Output columns: the group columns, then the calls. Without calls it is DISTINCT. Rows of one group are in one
     * task: the input is partitioned by some of the group columns, or is an exchange.
     *
     * @param groupColumns indexes into the input's columns; empty for a global aggregate, whose row is there only once an
     *     event has come
     */
    public record Aggregate(
            Node input,
            List<Integer> groupColumns,
            List<AggregateCall> calls,
            WindowBounds windows,
            List<Column> columns)
            implements Unary {}

    /**
     * Equi-join. Rows with a null in their key have no partner. Output columns: those of the left, then those of the right (not
     * for SEMI and ANTI). Both inputs are partitioned by their keys.
     *
     * @param leftKeys indexes into the left input; empty for a join of all with all
     * @param rightKeys indexes into the right input, of the same types
     * @param condition what else must hold of partners, over left and right columns: null for false; or null for nothing
     */
    public record Join(
            Node left,
            Node right,
            JoinKind kind,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            @Nullable RowFunction condition,
            @Nullable TimeBounds bounds,
            List<Column> columns)
            implements Node {
        @Override
        public List<Node> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) BETWEEN first AND last. Ties are broken by all columns in their order, so
     * that the order is total.
     *
     * @param partitionColumns indexes into the input; rows of a partition are in one task
     * @param first number of the first row that is put out, 1-based
     * @param last number of the last row that is put out
     * @param numbered whether the row's number (BIGINT) stands behind the input's columns
     */
    public record TopN(
            Node input,
            List<Integer> partitionColumns,
            List<RowOrder.By> order,
            long first,
            long last,
            boolean numbered,
            List<Column> columns)
            implements Unary {}

    /**
     * OVER: values of functions, one a column, behind the input's columns. No two present rows of the input are equal.
     *
     * @param partitionColumns indexes into the input; rows of a partition are in one task
     * @param ties what breaks ties of the order, so that it is total
     * @param closeAfterMs a row neither comes nor goes when the watermark has passed its time, the first column of the order, by
     *     this, and is given up as soon as no function needs it; -1 where rows stay until they are taken back
     */
    public record Over(
            Node input,
            List<Integer> partitionColumns,
            List<RowOrder.By> order,
            List<RowOrder.Tie> ties,
            List<OverCall> calls,
            long closeAfterMs,
            List<Column> columns)
            implements Unary {}

    /**
     * The last row of each key that came. The input is append-only; it stands in the stage of its scan, where all rows of a key
     * come in the order of the log.
     *
     * @param keyColumns indexes into the input
     * @param timeColumn index of the TIMESTAMP column of the retention; -1 without one
     * @param retentionMs how long after its time a row is kept; -1 for ever
     */
    public record Latest(Node input, List<Integer> keyColumns, int timeColumn, long retentionMs) implements Unary {
        @Override
        public List<Column> columns() {
            return input.columns();
        }
    }

    /**
     * Each row of the left with the version of its key that was valid at its time, put out when the watermark has passed that.
     * Output columns: those of the left, then those of the right. Both inputs are append-only, without late rows, and
     * partitioned by their keys; versions of a key come in the order of the log.
     *
     * @param leftKeys indexes into the left input
     * @param rightKeys indexes into the right input, of the same types: the key of which it has versions
     */
    public record TemporalJoin(
            Node left,
            Node right,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            io.millrace.processor.step.TemporalJoin.Times times,
            io.millrace.processor.step.TemporalJoin.On on,
            List<Column> columns)
            implements Node {
        @Override
        public List<Node> inputs() {
            return List.of(left, right);
        }
    }

    /** UNION ALL of inputs with columns of the same types. */
    public record Union(List<Node> inputs, List<Column> columns) implements Node {}

    /** How changes of rows with one key become one row of the view. */
    public enum Changes {
        /** The last row that came counts: a projection by the stream's primary key. */
        LATEST,
        /** The row that is there after the epoch counts: the input never has two rows of a key at the end of an epoch. */
        NET,
        /** Every row is an event of a derived stream; none is ever taken back. */
        EVENTS
    }

    /**
     * Writes the view's changelog, or the events of a derived stream.
     *
     * @param keyColumns indexes into the input's columns of the view's key, in key order; empty for the single row of a global
     *     aggregate; of a derived stream the columns of the Kafka key, all visible, or none
     * @param visibleColumns how many of the input's leading columns are members of the served row; those behind are
     *     there for the key or for retention only
     * @param retentionMs how long after the time of its {@code timeColumn} a row is kept; -1 where an aggregate sees to
     *     it, or for ever
     * @param timeColumn index of a TIMESTAMP column: of a view with retention what that counts from, of a derived stream its
     *     event time; -1 where there is none
     */
    public record Emit(
            Node input, List<Integer> keyColumns, Changes changes, int visibleColumns, long retentionMs, int timeColumn)
            implements Unary {
        @Override
        public List<Column> columns() {
            return input.columns();
        }

        /** Whether it writes events and no changelog. */
        public boolean isStream() {
            return changes == Changes.EVENTS;
        }
    }

    /** Whether the last delta of each key says what its row is: an aggregate takes a row back before it puts out the next. */
    public static boolean isInOrder(Node node) {
        return switch (node) {
            case Calc calc -> isInOrder(calc.input);
            case Aggregate aggregate -> true;
            default -> isAppendOnly(node);
        };
    }

    /** Whether a node only ever puts out rows that came, each with weight +1, and never takes one back. */
    public static boolean isAppendOnly(Node node) {
        return switch (node) {
            case Scan scan -> true;
            case Calc calc -> isAppendOnly(calc.input);
            case Window window -> isAppendOnly(window.input);
            case Unnest unnest -> isAppendOnly(unnest.input);
            case DropLate dropLate -> isAppendOnly(dropLate.input);
            case Expire expire -> false;
            case Exchange exchange -> isAppendOnly(exchange.input);
            case Join join ->
                // Bounded in time, a row without a partner is put out when none can come any more.
                (join.kind == JoinKind.INNER || join.kind == JoinKind.SEMI || join.bounds != null)
                        && isAppendOnly(join.left)
                        && isAppendOnly(join.right);
            case Union union -> union.inputs.stream().allMatch(ViewPlan::isAppendOnly);
            case Aggregate aggregate -> aggregate.windows.onClose() && aggregate.windows.retentionMs() < 0;
            case Session session -> false;
            case TemporalJoin join -> true;
            case TopN topN -> false;
            case Over over -> false;
            case Latest latest -> false;
            case Emit emit -> isAppendOnly(emit.input);
        };
    }
}
