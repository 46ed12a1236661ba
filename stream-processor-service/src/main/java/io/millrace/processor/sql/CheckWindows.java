package io.millrace.processor.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Holds window table functions against their forms. */
final class CheckWindows {
    private static final String TUMBLE =
            "Write TABLE(TUMBLE(TABLE stream, DESCRIPTOR(event_time), INTERVAL '1' HOUR)).";
    private static final Map<String, String> FORMS = Map.of(
            "TUMBLE",
            TUMBLE,
            "HOP",
            "Write TABLE(HOP(TABLE stream, DESCRIPTOR(event_time), INTERVAL '5' MINUTE, INTERVAL '1' HOUR)): step, then size.",
            "CUMULATE",
            "Write TABLE(CUMULATE(TABLE stream, DESCRIPTOR(event_time), INTERVAL '1' HOUR, INTERVAL '1' DAY)): step, then size.",
            "SESSION",
            "Write TABLE(SESSION(TABLE stream, DESCRIPTOR(event_time), DESCRIPTOR(key), INTERVAL '10' MINUTE)).");

    private final CheckQuery queries;
    private final List<StreamQuery.WindowedTable> found = new ArrayList<>();

    CheckWindows(CheckQuery queries) {
        this.queries = queries;
    }

    List<StreamQuery.WindowedTable> found() {
        return List.copyOf(found);
    }

    void check(SqlNode function) {
        String name = function instanceof SqlCall call
                ? call.getOperator().getName().toUpperCase(Locale.ROOT)
                : function.toString();
        String form = FORMS.get(name);
        if (!(function instanceof SqlCall call) || form == null) {
            queries.refuse(
                    function,
                    name + " is not supported as a table.",
                    "Windows are TUMBLE, HOP, CUMULATE and SESSION. " + TUMBLE);
            return;
        }
        int intervals = intervals(call, name);
        int operands = call.operandCount();
        boolean session = name.equals("SESSION");
        boolean counted = session ? operands >= 3 && operands <= 4 : operands == intervals || operands == intervals + 1;
        if (!counted) {
            queries.refuse(call, name + " takes a table, a descriptor, and its lengths of time.", form);
            return;
        }
        for (SqlNode operand : call.getOperandList()) {
            if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                queries.refuse(operand, "Named arguments are not supported.", form);
                return;
            }
        }
        checkOperands(call, name, form);
    }

    /** How many operands there are at least. */
    private static int intervals(SqlCall call, String name) {
        return name.equals("TUMBLE") ? 3 : 4;
    }

    private void checkOperands(SqlCall call, String name, String form) {
        SqlIdentifier stream = table(call.operand(0), name, form);
        SqlIdentifier descriptor = descriptor(call.operand(1));
        if (descriptor == null || !descriptor.isSimple()) {
            queries.refuse(call.operand(1), name + " takes DESCRIPTOR and the stream's event time here.", form);
        } else {
            found.add(new StreamQuery.WindowedTable(call, descriptor, stream));
        }
        int first = 2;
        if (name.equals("SESSION") && call.operandCount() == 4) {
            first = 3;
            if (descriptor(call.operand(2)) == null) {
                queries.refuse(call.operand(2), "SESSION takes DESCRIPTOR and the session's columns here.", form);
            }
        }
        for (int i = first; i < call.operandCount(); i++) {
            if (call.operand(i).getKind() != SqlKind.LITERAL || !(call.operand(i) instanceof SqlIntervalLiteral)) {
                queries.refuse(call.operand(i), name + "'s size and offset must be interval literals.", form);
            }
        }
    }

    /** The stream, where the windows are over one by its name. */
    private @Nullable SqlIdentifier table(SqlNode table, String function, String form) {
        if (table instanceof SqlBasicCall explicit
                && explicit.getKind() == SqlKind.EXPLICIT_TABLE
                && explicit.operand(0) instanceof SqlIdentifier name) {
            return queries.checkTable(name) ? name : null;
        }
        if (table.getKind() == SqlKind.SELECT) {
            queries.checkQuery(table);
        } else {
            queries.refuse(table, function + " takes TABLE and a stream's name, or a query, here.", form);
        }
        return null;
    }

    /** The first column of a DESCRIPTOR; null where it is none. */
    private static @Nullable SqlIdentifier descriptor(SqlNode node) {
        return node instanceof SqlCall call
                        && call.getOperator().getName().equalsIgnoreCase("DESCRIPTOR")
                        && call.operandCount() >= 1
                        && call.operand(0) instanceof SqlIdentifier column
                ? column
                : null;
    }
}
