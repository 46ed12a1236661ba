package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * The latest rows of a view or table, where another view reads them.
 *
 * <pre>
 * $LATEST                     Latest of each k
 *   Project(k, a)       →       Calc [k, a] where a &gt; 2
 *     Filter(a &gt; 2)               Scan
 *       Scan
 * </pre>
 */
final class LowerLatest {
    private final Lowering lowering;

    LowerLatest(Lowering lowering) {
        this.lowering = lowering;
    }

    /**
     * All rows that were the latest of their key once, in the order of the log.
     *
     * @param key the node's columns of the stream's primary key
     * @param retained whether each goes by the statement's retention
     */
    record Versions(Layout layout, List<Integer> key, boolean retained) {}

    Lowering.Base of(Chain chain, TableFunctionScan latest, Demand demand) {
        Versions versions = versions(latest, chain.read(demand.columns()), isRetained(latest));
        Layout layout = versions.layout;
        RowTime time = versions.retained ? layout.traits().time() : null;
        long retentionMs = time == null ? -1 : lowering.retention().use();
        ViewPlan.Latest node =
                new ViewPlan.Latest(layout.node(), versions.key, time == null ? -1 : time.column(), retentionMs);
        Traits traits = new Traits(
                demand.keyed() ? versions.key : null,
                new HashSet<>(versions.key),
                layout.traits().partitions(),
                false,
                false,
                time == null ? null : new RowTime(time.column(), retentionMs, true, Map.of()),
                null);
        return new Lowering.Base(layout.with(node, traits), chain.conjuncts(), chain.projects());
    }

    private boolean isRetained(TableFunctionScan latest) {
        return LatestRows.isOfView(latest) && lowering.retention().isGiven();
    }

    /** Columns of the latest rows that are the stream's primary key, in its order; -1 for one that is not among them. */
    List<Integer> keyColumns(TableFunctionScan latest) {
        Chain chain = Chain.of(latest.getInput(0), lowering.rex());
        StreamTable table = lowering.table((TableScan) chain.base());
        return table.stream().keyColumns().stream()
                .map(column ->
                        placeOf(chain.projects(), table.indexOf(column.name()).orElseThrow()))
                .toList();
    }

    List<String> keyNames(TableFunctionScan latest) {
        Chain chain = Chain.of(latest.getInput(0), lowering.rex());
        return lowering.table((TableScan) chain.base()).stream().keyColumns().stream()
                .map(ColumnSchema::name)
                .toList();
    }

    /** Whether versions have an event time, of milliseconds. */
    boolean isTimedInMillis(TableFunctionScan latest) {
        StreamTable table = lowering.table(
                (TableScan) Chain.of(latest.getInput(0), lowering.rex()).base());
        return table.eventTimeIndex().isPresent() && !PlanScans.isTimedInMicros(table);
    }

    /** @param columns of the latest rows */
    Versions versions(TableFunctionScan latest, Set<Integer> columns, boolean timed) {
        Chain chain = Chain.of(latest.getInput(0), lowering.rex());
        StreamTable table = lowering.table((TableScan) chain.base());
        List<RexNode> projects = new ArrayList<>(chain.projects());
        List<Integer> places = new ArrayList<>();
        for (ColumnSchema column : table.stream().keyColumns()) {
            places.add(
                    place(projects, chain.base(), table.indexOf(column.name()).orElseThrow()));
        }
        Set<Integer> wanted = new TreeSet<>(columns);
        wanted.addAll(places);
        Demand demand = new Demand(new TreeSet<>(wanted), false, timed);
        Chain keyed = new Chain(chain.base(), chain.condition(), projects);
        Layout layout = lowering.calcs().narrowed(lowering.lower(keyed, demand), demand);
        List<Integer> key = layout.indexesOf(places);
        if (!PlaceExchanges.isPartitioned(layout, key)) {
            throw lowering.refused(
                    "The latest event of a key of " + table.stream().stream()
                            + " cannot be told: values of its primary key that are equal can be written in several"
                            + " ways, and so be in several partitions.",
                    "Give its contract a primary key of strings, whole numbers and booleans.");
        }
        return new Versions(layout, key, isRetained(latest));
    }

    /** Where a column of the base is projected; it is added where it is not. */
    private int place(List<RexNode> projects, RelNode base, int column) {
        int place = placeOf(projects, column);
        if (place < 0) {
            projects.add(lowering.rex().makeInputRef(base, column));
        }
        return place < 0 ? projects.size() - 1 : place;
    }

    private static int placeOf(List<RexNode> projects, int column) {
        for (int i = 0; i < projects.size(); i++) {
            if (projects.get(i) instanceof RexInputRef ref && ref.getIndex() == column) {
                return i;
            }
        }
        return -1;
    }
}
