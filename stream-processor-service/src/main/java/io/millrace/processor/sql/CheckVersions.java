package io.millrace.processor.sql;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSnapshot;
import org.jspecify.annotations.Nullable;

/** Holds joins with {@code FOR SYSTEM_TIME AS OF} against the supported form. */
public final class CheckVersions {
    static final String FORM =
            "Write [LEFT] JOIN rates FOR SYSTEM_TIME AS OF o.event_time AS r ON o.currency = r.currency.";

    private final CheckQuery queries;

    CheckVersions(CheckQuery queries) {
        this.queries = queries;
    }

    /** The right side of a join, where it has it; else null. */
    public static @Nullable SqlSnapshot of(SqlJoin join) {
        SqlNode right = join.getRight();
        SqlNode named = right.getKind() == SqlKind.AS ? ((SqlCall) right).operand(0) : right;
        return named instanceof SqlSnapshot snapshot ? snapshot : null;
    }

    void check(SqlJoin join, SqlSnapshot versions) {
        if (join.getRight() instanceof SqlCall as && as.getKind() == SqlKind.AS && as.operandCount() > 2) {
            queries.refuse(
                    as.operand(2), "A column list behind a table's alias is not supported.", "Name columns with AS.");
        }
        if (!(versions.getTableRef() instanceof SqlIdentifier name)) {
            queries.refuse(versions, "FOR SYSTEM_TIME AS OF stands behind the name of a table or view only.", FORM);
        } else if (!queries.checkTable(name) && name.isSimple()) {
            queries.refuse(
                    name, "A query has no versions.", "Name a table, or a view that keeps the latest event of a key.");
        }
        if (!(versions.getPeriod() instanceof SqlIdentifier)) {
            queries.refuse(
                    versions.getPeriod(), "FOR SYSTEM_TIME AS OF takes the event time of the left side alone.", FORM);
        }
        boolean kept = join.getJoinType() == JoinType.INNER || join.getJoinType() == JoinType.LEFT;
        if (!kept || join.isNatural() || join.getConditionType() != JoinConditionType.ON) {
            queries.refuse(versions, "FOR SYSTEM_TIME AS OF is supported in JOIN and LEFT JOIN with ON.", FORM);
        }
    }
}
