package io.millrace.processor.sql;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;

/** How many groupings an item of GROUP BY stands for; each becomes an aggregate. */
final class GroupingSets {
    static final int MAX = 32;

    private GroupingSets() {}

    static long count(SqlNode item) {
        return switch (item.getKind()) {
            case ROLLUP -> ((SqlCall) item).operandCount() + 1L;
            case CUBE -> 1L << Math.min(30, ((SqlCall) item).operandCount());
            case GROUPING_SETS ->
                ((SqlCall) item)
                        .getOperandList().stream()
                                .mapToLong(GroupingSets::count)
                                .sum();
            default -> 1;
        };
    }
}
