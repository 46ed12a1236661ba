package io.millrace.processor.plan;

import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A physical node and where it keeps the columns of the relation it stands for; columns that nobody needs are not there.
 *
 * @param indexes column of the relation → column of the node
 * @param members member of a column of the relation → column of the node, for members that are there without their column
 * @param traits what is known of the node's rows
 */
record Layout(ViewPlan.Node node, Map<Integer, Integer> indexes, Map<MemberPath, Integer> members, Traits traits) {
    /** Without members. */
    Layout(ViewPlan.Node node, Map<Integer, Integer> indexes, Traits traits) {
        this(node, indexes, Map.of(), traits);
    }

    /** Where a column of the relation is. */
    int indexOf(int column) {
        Integer index = indexes.get(column);
        if (index == null) {
            throw new IllegalStateException("column " + column + " was pruned");
        }
        return index;
    }

    /** The expression over the node's columns. */
    RexNode over(RexNode expression, RexBuilder rex) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return rex.makeInputRef(ref.getType(), indexOf(ref.getIndex()));
            }

            @Override
            public RexNode visitCall(RexCall call) {
                int time = millisOf(call);
                return time < 0 ? super.visitCall(call) : rex.makeInputRef(call.getType(), time);
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                MemberPath path = MemberPath.of(access);
                Integer index = path == null ? null : members.get(path);
                return index == null ? super.visitFieldAccess(access) : rex.makeInputRef(access.getType(), index);
            }
        });
    }

    /** The column of the rows' time where a cast makes it of one of microseconds; else -1. */
    private int millisOf(RexCall call) {
        Traits.RowTime time = traits.time();
        if (time == null
                || call.getKind() != SqlKind.CAST
                || call.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP
                || call.getType().getPrecision() != 3
                || !(call.getOperands().getFirst() instanceof RexInputRef ref)
                || !SqlTypes.isMicros(ref.getType())) {
            return -1;
        }
        return Traits.Spread.NONE.equals(time.leadOver(indexOf(ref.getIndex()))) ? time.column() : -1;
    }

    /** The node's indexes of columns of the relation, in their order. */
    List<Integer> indexesOf(Iterable<Integer> columns) {
        List<Integer> found = new ArrayList<>();
        columns.forEach(column -> found.add(indexOf(column)));
        return List.copyOf(found);
    }

    Layout with(ViewPlan.Node other, Traits otherTraits) {
        return new Layout(other, indexes, members, otherTraits);
    }

    ViewPlan.Column column(int index) {
        return node.columns().get(index);
    }

    int width() {
        return node.columns().size();
    }

    List<String> names() {
        return node.columns().stream().map(ViewPlan.Column::name).toList();
    }

    /** Columns that the expressions read. */
    static Set<Integer> used(Iterable<RexNode> expressions) {
        Set<Integer> used = new TreeSet<>();
        for (RexNode expression : expressions) {
            expression.accept(new RexVisitorImpl<@Nullable Void>(true) {
                @Override
                public @Nullable Void visitInputRef(RexInputRef ref) {
                    used.add(ref.getIndex());
                    return null;
                }
            });
        }
        return used;
    }
}
