package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamOptions;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.TableScan;

/**
 * The root of a derived stream's plan: what it puts out is never taken back, and rows of one key come out of one task.
 *
 * <p>Its event time is, of what is selected, the event time of the rows, of groups of windows their window_start, or else
 * window_end: by their start, windows lie in the larger windows that contain them. Its key is the one that the statement names; else
 * the stream's primary key where a plain query of one stream selects it, and the GROUP BY columns of groups where none can be null.
 */
final class LowerEvents {
    private static final long OUT_OF_ORDERNESS_MS_MAX = 31L * 24 * 3_600_000;

    private final Lowering lowering;
    private final Relations relations;
    private final StreamOptions options;

    LowerEvents(Lowering lowering, Relations relations) {
        this.lowering = lowering;
        this.relations = relations;
        this.options = Objects.requireNonNull(lowering.statement().stream(), "not a stream");
    }

    LowerQuery.Lowered of(Chain chain) {
        Lowering.Base base =
                lowering.base(chain, Demand.first(chain.projects().size(), chain.base() instanceof Aggregate, true));
        if (lowering.statement().onWindowClose() && !lowering.retention().isWindowed()) {
            throw LowerQuery.noWindows(lowering);
        }
        OutputColumns outputs = new OutputColumns(lowering, relations, base);
        int time = eventTime(outputs);
        Layout rows = outputs.calc();
        refuseIntervals(outputs.names(), rows);
        RefuseRetractions.check(lowering, rows.node());
        List<Integer> key = key(chain, outputs, rows);
        ViewPlan.Node input = together(rows, key).node();
        ViewPlan.Emit emit = new ViewPlan.Emit(
                input, key, ViewPlan.Changes.EVENTS, outputs.names().size(), -1, time);
        LowerQuery.requireBounded(lowering, emit);
        List<String> names = key.stream().map(outputs.names()::get).toList();
        StreamShape shape = new StreamShape(
                names, time < 0 ? null : outputs.names().get(time), outOfOrdernessMs(input, outputs.rows(), time));
        return new LowerQuery.Lowered(emit, names, List.of(), shape);
    }

    /** A contract has no type for lengths of time. */
    private void refuseIntervals(List<String> names, Layout rows) {
        for (int i = 0; i < names.size(); i++) {
            if (rows.column(i).type().isInterval()) {
                throw lowering.refused(
                        "The column '" + names.get(i) + "' is an "
                                + rows.column(i).type().kind() + ", which events do not have.",
                        "Write TIMESTAMPDIFF(SECOND, a, b), or leave the interval to the views that read the stream.");
            }
        }
    }

    /** Where the event time stands; -1 where none is selected. */
    private static int eventTime(OutputColumns outputs) {
        Traits traits = outputs.rows().traits();
        RowTime time = traits.time();
        if (time != null && time.delayMs() < RowTime.NEVER) {
            return outputs.selected(time.column());
        }
        RowWindows windows = traits.windows();
        if (windows == null || !windows.grouped()) {
            return -1;
        }
        int start = windows.start() < 0 ? -1 : outputs.selected(windows.start());
        return start >= 0 || windows.end() < 0 ? start : outputs.selected(windows.end());
    }

    private List<Integer> key(Chain chain, OutputColumns outputs, Layout rows) {
        SqlPlace place = options.keyPlace();
        if (place != null) {
            return named(place, outputs.names(), rows);
        }
        List<Integer> wanted = switch (chain.base()) {
            case TableScan scan -> primaryKey(lowering.table(scan), outputs.rows());
            case Aggregate aggregate -> groupKey(outputs);
            default -> List.of();
        };
        List<Integer> places = wanted.stream()
                .map(column -> column < 0 ? -1 : outputs.selected(column))
                .toList();
        boolean whole = places.stream()
                .allMatch(column -> column >= 0 && !rows.column(column).nullable() && isKeyType(rows.column(column)));
        return whole ? places : List.of();
    }

    /** Of the rows below; -1 for a column that is not read. */
    private static List<Integer> primaryKey(StreamTable table, Layout scanned) {
        List<Integer> key = new ArrayList<>();
        for (ColumnSchema column : table.stream().keyColumns()) {
            key.add(table.indexOf(column.name())
                    .map(index -> scanned.indexes().getOrDefault(index, -1))
                    .orElse(-1));
        }
        return key;
    }

    /** Without a window_end that tells nothing beside window_start, unless it is selected. */
    private static List<Integer> groupKey(OutputColumns outputs) {
        List<Integer> key = new ArrayList<>(outputs.rows().traits().requireKey());
        RowWindows windows = outputs.rows().traits().windows();
        if (windows != null
                && windows.startTells()
                && key.contains(windows.start())
                && outputs.selected(windows.end()) < 0) {
            key.remove((Integer) windows.end());
        }
        return key;
    }

    private List<Integer> named(SqlPlace place, List<String> names, Layout rows) {
        List<Integer> key = new ArrayList<>();
        for (String name : options.key()) {
            int column = names.indexOf(name);
            if (column < 0) {
                throw SqlRefusal.at(
                        ProcessorError.UNKNOWN_COLUMN,
                        place,
                        "The query has no column '" + name + "' to be part of the key.",
                        NearestName.hint(name, names, "Its columns are " + String.join(", ", names) + "."));
            }
            if (key.contains(column) || !isKeyType(rows.column(column))) {
                throw SqlRefusal.at(
                        ProcessorError.INVALID_OPTION,
                        place,
                        "The column '" + name + "' is in the key twice, or of a type whose values cannot be compared.",
                        "A key has VARCHAR, VARBINARY, BIGINT, DECIMAL, BOOLEAN, DATE, TIME and TIMESTAMP columns, each once.");
            }
            key.add(column);
        }
        return key;
    }

    private static boolean isKeyType(ViewPlan.Column column) {
        return switch (column.type().kind()) {
            case BOOLEAN, INTEGER, BIGINT, DECIMAL, VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP, TIMESTAMP_MICROS -> true;
            case DOUBLE, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH, ROW, ARRAY, MAP -> false;
        };
    }

    /** Without a key, rows go from the task that they are in; what stands on several streams has to meet somewhere first. */
    private static Layout together(Layout rows, List<Integer> key) {
        if (!key.isEmpty()) {
            return PlaceExchanges.by(rows, key);
        }
        return PlaceExchanges.isSplit(rows.node())
                ? PlaceExchanges.exchanged(
                        rows, IntStream.range(0, rows.width()).boxed().toList())
                : rows;
    }

    /** Rows are as much out of order as the events that they come of, and those that waited for a partner by so much more. */
    private long outOfOrdernessMs(ViewPlan.Node root, Layout below, int time) {
        Long given = options.outOfOrdernessMs();
        if (given != null) {
            return given;
        }
        RowTime rowTime = below.traits().time();
        long delayMs = time < 0 || rowTime == null ? 0 : rowTime.delayMs();
        return Math.min(OUT_OF_ORDERNESS_MS_MAX, Math.addExact(delayMs, scanned(root)));
    }

    private static long scanned(ViewPlan.Node node) {
        return node instanceof ViewPlan.Scan scan
                ? scan.outOfOrdernessMs() + scan.graceMs()
                : node.inputs().stream().mapToLong(LowerEvents::scanned).max().orElse(0);
    }
}
