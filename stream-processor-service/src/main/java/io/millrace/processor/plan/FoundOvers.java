package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * The functions of OVER in a projection, each once, and the projection over the input's columns with theirs behind them.
 *
 * <pre>
 * Project(a, 2 * RANK() OVER w, CASE WHEN COUNT(b) OVER w &gt; 0 THEN SUM0(b) OVER w END)   →   [$0, 2 * $3, $4] of RANK, SUM
 *   relation of 3 columns
 * </pre>
 */
record FoundOvers(List<Found> overs, List<RexNode> projects) {
    /** @param type of its column */
    record Found(RexOver over, RelDataType type) {}

    static FoundOvers in(Project project, RexBuilder rex) {
        int width = project.getInput().getRowType().getFieldCount();
        List<Found> found = new ArrayList<>();
        RexShuttle shuttle = new RexShuttle() {
            @Override
            public RexNode visitOver(RexOver over) {
                return column(new Found(over, over.getType()));
            }

            // How Calcite says that a sum of nothing is null.
            @Override
            public RexNode visitCall(RexCall call) {
                RexOver sum = sum(call);
                return sum == null ? super.visitCall(call) : column(new Found(sum, call.getType()));
            }

            private RexNode column(Found one) {
                if (!found.contains(one)) {
                    found.add(one);
                }
                return rex.makeInputRef(one.type, width + found.indexOf(one));
            }
        };
        List<RexNode> projects =
                project.getProjects().stream().map(one -> one.accept(shuttle)).toList();
        return new FoundOvers(List.copyOf(found), projects);
    }

    private static @Nullable RexOver sum(RexCall call) {
        boolean counted = call.getKind() == SqlKind.CASE
                && call.getOperands().size() == 3
                && call.getOperands().getFirst() instanceof RexCall condition
                && condition.getKind() == SqlKind.GREATER_THAN
                && condition.getOperands().getFirst() instanceof RexOver count
                && count.getKind() == SqlKind.COUNT;
        if (!counted) {
            return null;
        }
        RexNode value = call.getOperands().get(1);
        if (value.getKind() == SqlKind.CAST) {
            value = ((RexCall) value).getOperands().getFirst();
        }
        return value instanceof RexOver over && isSum(over) ? over : null;
    }

    private static boolean isSum(RexOver over) {
        return switch (over.getAggOperator().getName().toUpperCase(Locale.ROOT)) {
            case "SUM", "$SUM0" -> true;
            default -> false;
        };
    }
}
