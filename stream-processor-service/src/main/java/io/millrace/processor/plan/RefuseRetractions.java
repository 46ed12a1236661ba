package io.millrace.processor.plan;

import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ParseQuery;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses queries that correct what they have put out: an event that was sent cannot be taken back. */
final class RefuseRetractions {
    private static final String VIEW = "CREATE MATERIALIZED VIEW keeps it corrected";

    private RefuseRetractions() {}

    /** @param root what would be put out */
    static void check(Lowering lowering, ViewPlan.Node root) {
        ViewPlan.Node corrects = deepest(root);
        if (corrects != null) {
            throw refused(lowering, corrects);
        }
    }

    /** The first node that takes rows back though those below it do not. */
    private static ViewPlan.@Nullable Node deepest(ViewPlan.Node node) {
        if (ViewPlan.isAppendOnly(node)) {
            return null;
        }
        for (ViewPlan.Node input : node.inputs()) {
            ViewPlan.Node below = deepest(input);
            if (below != null) {
                return below;
            }
        }
        return node;
    }

    private static RuntimeException refused(Lowering lowering, ViewPlan.Node node) {
        return switch (node) {
            case ViewPlan.Aggregate aggregate -> groups(lowering, aggregate);
            case ViewPlan.Session session ->
                refused(
                        lowering,
                        select -> false,
                        "Sessions grow with every event.",
                        "Group by window_start, window_end with EMIT ON WINDOW CLOSE; " + VIEW + ".");
            case ViewPlan.Over over ->
                refused(
                        lowering,
                        part -> part.getKind() == SqlKind.OVER,
                        "A value of OVER is corrected when another event comes into its frame.",
                        VIEW + ".");
            case ViewPlan.TopN topN ->
                refused(
                        lowering,
                        part -> part.getKind() == SqlKind.OVER,
                        "A row is not among the first any more when one comes before it.",
                        VIEW + ".");
            case ViewPlan.Join join ->
                refused(
                        lowering,
                        SqlJoin.class::isInstance,
                        "A row without a partner is corrected when one comes.",
                        "Bound the times, so that it waits for its partners: b.time BETWEEN a.time - INTERVAL '1' HOUR AND"
                                + " a.time + INTERVAL '1' HOUR; or write an inner JOIN.");
            case ViewPlan.Latest latest ->
                refused(
                        lowering,
                        select -> false,
                        "Of a view or table that keeps the latest event of a key, each event takes the place of the one before.",
                        "Join with it FOR SYSTEM_TIME AS OF the other side's event time, or read its stream; " + VIEW
                                + ".");
            case ViewPlan.TemporalJoin join -> throw new IllegalStateException(join + " takes nothing back");
            case ViewPlan.Scan scan -> throw new IllegalStateException(scan + " takes nothing back");
            case ViewPlan.Calc calc -> throw new IllegalStateException(calc + " takes nothing back");
            case ViewPlan.Unnest unnest -> throw new IllegalStateException(unnest + " takes nothing back");
            case ViewPlan.Window window -> throw new IllegalStateException(window + " takes nothing back");
            case ViewPlan.DropLate dropLate -> throw new IllegalStateException(dropLate + " takes nothing back");
            case ViewPlan.Exchange exchange -> throw new IllegalStateException(exchange + " takes nothing back");
            case ViewPlan.Union union -> throw new IllegalStateException(union + " takes nothing back");
            case ViewPlan.Emit emit -> throw new IllegalStateException(emit + " takes nothing back");
            case ViewPlan.Expire expire ->
                refused(lowering, select -> false, "Rows go by their retention.", VIEW + ".");
        };
    }

    private static RuntimeException groups(Lowering lowering, ViewPlan.Aggregate aggregate) {
        if (aggregate.calls().isEmpty()) {
            return refused(
                    lowering,
                    RefuseRetractions::makesDistinct,
                    "Distinct rows, also those of IN, UNION, INTERSECT and EXCEPT, are kept and counted for ever.",
                    "Write UNION ALL, or a join bounded in time; " + VIEW + ".");
        }
        boolean windowed = aggregate.windows().endColumn() >= 0;
        return refused(
                lowering,
                RefuseRetractions::groups,
                windowed
                        ? "A group of a window changes until the window is closed."
                        : "A group changes with every event of it.",
                windowed
                        ? "Add EMIT ON WINDOW CLOSE at the end; " + VIEW + "."
                        : "Group by the windows of TUMBLE with EMIT ON WINDOW CLOSE; " + VIEW + ".");
    }

    private static boolean groups(SqlNode part) {
        return part instanceof SqlSelect select && select.getGroup() != null;
    }

    private static boolean makesDistinct(SqlNode part) {
        return part instanceof SqlSelect select && select.isDistinct()
                || part.getKind() == SqlKind.IN
                || SqlKind.SET_QUERY.contains(part.getKind());
    }

    /** @param at what the statement is refused at: the first of it, or the query where there is none, as inside of a view that it reads */
    private static RuntimeException refused(Lowering lowering, Predicate<SqlNode> at, String what, String mend) {
        return lowering.refused(
                place(lowering.statement(), at), what + " A stream cannot take back what it said.", mend);
    }

    private static SqlPlace place(CreateView statement, Predicate<SqlNode> at) {
        List<SqlNode> found = new ArrayList<>();
        ParseQuery.of(statement.query().own()).accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlCall call) {
                if (at.test(call)) {
                    found.add(call);
                }
                return super.visit(call);
            }
        });
        if (found.isEmpty()) {
            return statement.query().start();
        }
        SqlNode first = found.getFirst();
        SqlNode shown = first instanceof SqlSelect select
                        && select.getGroup() != null
                        && !select.getGroup().isEmpty()
                ? select.getGroup().get(0)
                : first instanceof SqlJoin join ? join.getRight() : first;
        return statement
                .query()
                .original(
                        shown.getParserPosition().getLineNum(),
                        shown.getParserPosition().getColumnNum());
    }
}
