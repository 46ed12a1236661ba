package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.plan.Traits.RowTime;
import io.millrace.processor.plan.Traits.RowWindows;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The root of a plan: the view's columns, its key, and what its retention counts from.
 *
 * <p>A projection of one stream is keyed by the stream's primary key, of which the latest event counts. Everything else is keyed
 * by its rows' upsert key. What of a key is not selected is hidden behind the view's columns.
 */
final class LowerQuery {
    private static final int EXCHANGES_MAX = 32;

    private final Lowering lowering;
    private final Relations relations;
    private final CreateView statement;

    LowerQuery(Lowering lowering, Relations relations) {
        this.lowering = lowering;
        this.relations = relations;
        this.statement = lowering.statement();
    }

    /**
     * @param key names of the key's columns in key order, those that are hidden with {@link PublishedView#HIDDEN} in front
     * @param hidden the key's columns that are no columns of the view
     * @param stream of a derived stream what its contract says; null for a view
     */
    record Lowered(
            ViewPlan.Emit emit,
            List<String> key,
            List<ViewColumn> hidden,
            @Nullable StreamShape stream) {}

    Lowered lower() {
        Chain chain = Chain.of(relations.root(), relations.rex());
        if (statement.isStream()) {
            return new LowerEvents(lowering, relations).of(chain);
        }
        if (chain.base() instanceof TableScan scan) {
            requireNoClose();
            return projected(chain, lowering.table(scan));
        }
        return general(chain);
    }

    private Lowered projected(Chain chain, StreamTable table) {
        List<Integer> primaryKey = new ArrayList<>();
        for (ColumnSchema column : table.stream().keyColumns()) {
            table.indexOf(column.name()).ifPresent(primaryKey::add);
        }
        boolean retained = lowering.retention().isGiven();
        boolean byOffset = primaryKey.isEmpty();
        List<RexNode> projects = new ArrayList<>(chain.projects());
        primaryKey.forEach(column -> projects.add(relations.rex().makeInputRef(chain.base(), column)));
        Chain keyed = new Chain(chain.base(), chain.condition(), projects);
        Lowering.Base base = lowering.base(keyed, Demand.first(projects.size(), byOffset, retained));
        OutputColumns outputs = new OutputColumns(lowering, relations, base);
        List<Integer> key =
                byOffset ? base.layout().traits().requireKey() : base.layout().indexesOf(primaryKey);
        return emitted(outputs, key, ViewPlan.Changes.LATEST);
    }

    private Lowered general(Chain chain) {
        Demand demand =
                Demand.first(chain.projects().size(), true, lowering.retention().isGiven());
        Lowering.Base base = lowering.base(chain, demand);
        if (statement.onWindowClose() && !lowering.retention().isWindowed()) {
            requireNoClose();
        }
        OutputColumns outputs = new OutputColumns(lowering, relations, base);
        List<Integer> key = key(base, outputs, chain);
        return emitted(outputs, key, ViewPlan.Changes.NET);
    }

    /** The key's columns without a window_end that tells nothing beside window_start, unless it is selected. */
    private List<Integer> key(Lowering.Base base, OutputColumns outputs, Chain chain) {
        List<Integer> key = new ArrayList<>(base.layout().traits().requireKey());
        RowWindows windows = base.layout().traits().windows();
        if (windows != null
                && windows.startTells()
                && key.contains(windows.start())
                && outputs.selected(windows.end()) < 0) {
            key.remove((Integer) windows.end());
        }
        if (chain.base() instanceof Aggregate && lowering.query().isGrouped()) {
            requireSelected(base.layout(), outputs, key);
        }
        return key;
    }

    private void requireSelected(Layout layout, OutputColumns outputs, List<Integer> key) {
        List<Violation> violations = new ArrayList<>();
        for (int column : key) {
            if (outputs.selected(column) < 0) {
                String name = layout.column(column).name();
                violations.add(SqlRefusal.violation(
                        ProcessorError.KEY_NOT_SELECTED,
                        statement.query().start(),
                        "The GROUP BY columns are the view's key, and " + name + " is not selected.",
                        "Add " + name + " to the SELECT list."));
            }
        }
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.KEY_NOT_SELECTED);
        }
    }

    private void requireNoClose() {
        if (statement.onWindowClose()) {
            throw noWindows(lowering);
        }
    }

    static RuntimeException noWindows(Lowering lowering) {
        return lowering.refused(
                lowering.statement().emitPlace(),
                "EMIT ON WINDOW CLOSE needs windows.",
                "Read from TABLE(TUMBLE(…)) and group by window_start, window_end, or leave EMIT out.");
    }

    private Lowered emitted(OutputColumns outputs, List<Integer> key, ViewPlan.Changes changes) {
        List<Integer> places = key.stream().map(outputs::keyed).toList();
        RowTime time = outputs.rows().traits().time();
        int retention = -1;
        if (lowering.retention().isGiven()) {
            if (time != null
                    && time.leaves()
                    && time.delayMs() <= statement.options().retentionMs()) {
                // The rows are taken back by themselves.
                lowering.retention().use();
            } else if (time != null) {
                lowering.retention().use();
                retention = outputs.kept(time.column(), "$event_time");
            } else if (outputs.rows().traits().events()) {
                throw lowering.refused(
                        "Retention of events that have no event time any more is not supported.",
                        "Put the stream with the event time on the left of the join.");
            } else if (!lowering.retention().isUsed()) {
                throw lowering.retention().nothingToCountFrom();
            }
        }
        Layout calc = outputs.calc();
        ViewPlan.Node input = isTogether(outputs.rows(), key, changes)
                ? calc.node()
                : PlaceExchanges.exchanged(calc, places).node();
        ViewPlan.Emit emit = new ViewPlan.Emit(
                input,
                places,
                changes,
                relations.names().size(),
                retention < 0 ? -1 : statement.options().retentionMs(),
                retention);
        requireBounded(lowering, emit);
        return new Lowered(emit, names(emit), hidden(emit), null);
    }

    /** Every exchange is a topic, and makes the view later by a commit. */
    static void requireBounded(Lowering lowering, ViewPlan.Node root) {
        int exchanges = exchanges(root);
        if (exchanges > EXCHANGES_MAX) {
            throw lowering.refused(
                    "The query needs " + exchanges + " exchanges of rows, and " + EXCHANGES_MAX + " is the most.",
                    "Split it into several views.");
        }
    }

    private static int exchanges(ViewPlan.Node node) {
        int own = node instanceof ViewPlan.Exchange ? 1 : 0;
        return own + node.inputs().stream().mapToInt(LowerQuery::exchanges).sum();
    }

    /** Whether all changes of a key are in one task, in their order. */
    private static boolean isTogether(Layout rows, List<Integer> key, ViewPlan.Changes changes) {
        if (PlaceExchanges.isSplit(rows.node())) {
            return false;
        }
        Set<Integer> steady = new TreeSet<>(rows.traits().fixed());
        steady.addAll(key);
        return changes == ViewPlan.Changes.LATEST
                || ViewPlan.isAppendOnly(rows.node())
                || !PlaceExchanges.isBehindExchange(rows.node())
                || PlaceExchanges.isPartitioned(rows, List.copyOf(steady));
    }

    private static List<String> names(ViewPlan.Emit emit) {
        return emit.keyColumns().stream()
                .map(index -> emit.columns().get(index).name())
                .toList();
    }

    /** Without the place in the stream, where that alone is the key: {@link PublishedView#HIDDEN_KEY}. */
    private static List<ViewColumn> hidden(ViewPlan.Emit emit) {
        if (names(emit).equals(List.of(PublishedView.HIDDEN_KEY))) {
            return List.of();
        }
        return emit.keyColumns().stream()
                .filter(index -> index >= emit.visibleColumns())
                .map(emit.columns()::get)
                .map(column -> new ViewColumn(column.name(), column.type().sqlName()))
                .toList();
    }
}
