package io.millrace.processor.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * What conditions say of a row's number.
 *
 * <pre>
 * n &lt;= 3 AND n &gt; 1 AND x = 5    →    2 to 3, others [x = 5]
 * </pre>
 *
 * @param first 1 or more
 * @param last at least {@code first}
 * @param others conditions that are not of this form
 */
record NumberBounds(long first, long last, List<RexNode> others) {

    /**
     * @param number the number's column
     * @return null where nothing bounds it from above, or no number is possible
     */
    static @Nullable NumberBounds of(List<RexNode> conjuncts, int number) {
        long first = 1;
        long last = Long.MAX_VALUE;
        List<RexNode> others = new ArrayList<>();
        for (RexNode conjunct : conjuncts) {
            long[] range = range(conjunct, number);
            if (range == null) {
                others.add(conjunct);
            } else {
                first = Math.max(first, range[0]);
                last = Math.min(last, range[1]);
            }
        }
        return last == Long.MAX_VALUE || last < first ? null : new NumberBounds(first, last, List.copyOf(others));
    }

    private static long @Nullable [] range(RexNode conjunct, int number) {
        if (!(conjunct instanceof RexCall call) || call.getOperands().size() != 2) {
            return null;
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        boolean numberFirst = left instanceof RexInputRef ref && ref.getIndex() == number;
        boolean numberLast = right instanceof RexInputRef ref && ref.getIndex() == number;
        Long bound = literal(numberFirst ? right : left);
        if (numberFirst == numberLast || bound == null) {
            return null;
        }
        SqlKind comparison = numberFirst ? call.getKind() : call.getKind().reverse();
        return switch (comparison) {
            case EQUALS -> new long[] {bound, bound};
            case LESS_THAN -> new long[] {1, bound - 1};
            case LESS_THAN_OR_EQUAL -> new long[] {1, bound};
            case GREATER_THAN -> new long[] {bound + 1, Long.MAX_VALUE};
            case GREATER_THAN_OR_EQUAL -> new long[] {bound, Long.MAX_VALUE};
            default -> null;
        };
    }

    /** A whole number of at most a billion. */
    private static @Nullable Long literal(RexNode node) {
        BigDecimal value = node instanceof RexLiteral literal
                        && literal.getType().getSqlTypeName().getFamily()
                                == org.apache.calcite.sql.type.SqlTypeFamily.NUMERIC
                ? literal.getValueAs(BigDecimal.class)
                : null;
        return value == null
                        || value.stripTrailingZeros().scale() > 0
                        || value.abs().compareTo(BigDecimal.valueOf(1_000_000_000)) > 0
                ? null
                : (Long) value.longValue();
    }
}
