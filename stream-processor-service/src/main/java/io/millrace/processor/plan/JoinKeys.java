package io.millrace.processor.plan;

import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * The equalities of a join's condition, and what else it says.
 *
 * <pre>
 * a.x = b.y AND UPPER(a.z) = b.z AND a.t &lt; b.t    →    left [x, UPPER(z)], right [y, z], others [a.t &lt; b.t]
 * a.x IS NOT DISTINCT FROM b.y                     →    left [COALESCE(x, ''), x IS NULL], right likewise
 * </pre>
 *
 * <p>Both sides of an equality get one type, of timestamps the finer. A DOUBLE is compared with a DOUBLE only; 0.0 and -0.0 are equal.
 *
 * @param left over the columns of the left input
 * @param right over the columns of the right input, pairwise of the types of {@code left}
 * @param others over the columns of both
 */
record JoinKeys(List<RexNode> left, List<RexNode> right, List<RexNode> others) {

    static JoinKeys of(Join join, RexBuilder rex) {
        Finder finder = new Finder(join, rex);
        RelOptUtil.conjunctions(RexUtil.expandSearch(rex, null, join.getCondition()))
                .forEach(finder::add);
        return new JoinKeys(finder.left, finder.right, finder.others);
    }

    private static final class Finder {
        private final Join join;
        private final RexBuilder rex;
        private final int width;
        private final List<RexNode> left = new ArrayList<>();
        private final List<RexNode> right = new ArrayList<>();
        private final List<RexNode> others = new ArrayList<>();

        Finder(Join join, RexBuilder rex) {
            this.join = join;
            this.rex = rex;
            this.width = join.getLeft().getRowType().getFieldCount();
        }

        void add(RexNode conjunct) {
            if (conjunct.isAlwaysTrue()) {
                return;
            }
            RexCall equality = equality(conjunct);
            if (equality == null || !add(equality)) {
                others.add(conjunct);
            }
        }

        private boolean add(RexCall equality) {
            RexNode first = equality.getOperands().get(0);
            RexNode second = equality.getOperands().get(1);
            boolean nullSafe = equality.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
            if (isOf(first, true) && isOf(second, false)) {
                return add(first, RexUtil.shift(second, -width), nullSafe);
            }
            return isOf(second, true) && isOf(first, false) && add(second, RexUtil.shift(first, -width), nullSafe);
        }

        /** Whether it reads columns of one side, and of that only. */
        private boolean isOf(RexNode expression, boolean leftSide) {
            Set<Integer> used = Layout.used(List.of(expression));
            return !used.isEmpty() && used.stream().allMatch(column -> column < width == leftSide);
        }

        private boolean add(RexNode a, RexNode b, boolean nullSafe) {
            RelDataType common = common(a.getType(), b.getType());
            if (common == null || nullSafe && isNested(common) || MapKeys.hasMap(common)) {
                return false;
            }
            boolean nullable = isNullable(a, true) && isNullable(b, false);
            if (nullSafe && nullable) {
                left.add(rex.makeCall(SqlStdOperatorTable.IS_NULL, a));
                right.add(rex.makeCall(SqlStdOperatorTable.IS_NULL, b));
                left.add(withoutNull(form(a, common)));
                right.add(withoutNull(form(b, common)));
            } else {
                left.add(form(a, common));
                right.add(form(b, common));
            }
            return true;
        }

        private boolean isNullable(RexNode expression, boolean leftSide) {
            return expression instanceof RexInputRef ref
                    ? NotNull.isNullable(leftSide ? join.getLeft() : join.getRight(), ref.getIndex())
                    : expression.getType().isNullable();
        }

        private RexNode withoutNull(RexNode value) {
            RexNode zero = rex.makeZeroLiteral(value.getType());
            return rex.makeCall(
                    SqlStdOperatorTable.CASE, rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, value), value, zero);
        }

        private static boolean isNested(RelDataType type) {
            return SqlTypes.valueType(type).map(ValueType::isNested).orElse(false);
        }

        /** The value in the form that is compared. */
        private RexNode form(RexNode value, RelDataType common) {
            RelDataType type = rex.getTypeFactory()
                    .createTypeWithNullability(common, value.getType().isNullable());
            boolean same = SqlTypes.valueType(value.getType())
                    .map(SqlTypes::stored)
                    .equals(SqlTypes.valueType(common).map(SqlTypes::stored));
            RexNode cast = same ? value : rex.makeCast(type, value);
            return SqlTypes.valueType(common).map(ValueType::kind).orElse(null) == Kind.DOUBLE
                    ? rex.makeCall(
                            type, SqlStdOperatorTable.PLUS, List.of(cast, rex.makeApproxLiteral(BigDecimal.ZERO)))
                    : cast;
        }

        private @Nullable RelDataType common(RelDataType a, RelDataType b) {
            ValueType first = SqlTypes.valueType(a).map(SqlTypes::stored).orElse(null);
            ValueType second = SqlTypes.valueType(b).map(SqlTypes::stored).orElse(null);
            if (first == null || second == null || SqlTypes.isInterval(a) || SqlTypes.isInterval(b)) {
                return null;
            }
            if (SqlTypes.areAlike(first, second)) {
                return a;
            }
            if (SqlTypes.isTimestamp(first) && SqlTypes.isTimestamp(second)) {
                return first.kind() == Kind.TIMESTAMP_MICROS ? a : b;
            }
            boolean exact = SqlTypes.isNumber(first)
                    && SqlTypes.isNumber(second)
                    && first.kind() != Kind.DOUBLE
                    && second.kind() != Kind.DOUBLE;
            return exact ? rex.getTypeFactory().leastRestrictive(List.of(a, b)) : null;
        }

        /** The equality, also where Calcite has written {@code IS NOT DISTINCT FROM} out. */
        private @Nullable RexCall equality(RexNode conjunct) {
            if (!(conjunct instanceof RexCall call)) {
                return null;
            }
            return switch (call.getKind()) {
                case EQUALS, IS_NOT_DISTINCT_FROM -> call;
                case OR -> writtenOut(call);
                default -> null;
            };
        }

        /** {@code (a IS NULL AND b IS NULL) OR (a = b) IS TRUE}. */
        private @Nullable RexCall writtenOut(RexCall or) {
            if (or.getOperands().size() == 2
                    && or.getOperands().get(0) instanceof RexCall both
                    && both.getKind() == SqlKind.AND
                    && both.getOperands().stream().allMatch(operand -> operand.getKind() == SqlKind.IS_NULL)
                    && or.getOperands().get(1) instanceof RexCall isTrue
                    && isTrue.getKind() == SqlKind.IS_TRUE
                    && isTrue.getOperands().getFirst() instanceof RexCall equals
                    && equals.getKind() == SqlKind.EQUALS) {
                List<RexNode> nulls = both.getOperands().stream()
                        .map(operand -> ((RexCall) operand).getOperands().getFirst())
                        .toList();
                return nulls.equals(equals.getOperands())
                        ? (RexCall) rex.makeCall(SqlStdOperatorTable.IS_NOT_DISTINCT_FROM, nulls)
                        : null;
            }
            return null;
        }
    }
}
