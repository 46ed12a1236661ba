package io.millrace.processor.plan;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

/** Refuses comparisons of text with something else, which Calcite would cast in silence: {@code delay > 'x'}. */
final class CheckComparisons extends SqlBasicVisitor<@Nullable Void> {
    private final QueryText text;
    private final SqlValidator validator;
    private final List<Violation> violations = new ArrayList<>();

    private CheckComparisons(QueryText text, SqlValidator validator) {
        this.text = text;
        this.validator = validator;
    }

    static void of(QueryText text, SqlValidator validator, SqlNode validated) {
        CheckComparisons check = new CheckComparisons(text, validator);
        validated.accept(check);
        if (!check.violations.isEmpty()) {
            throw SqlRefusal.of(check.violations, ProcessorError.INVALID_SQL);
        }
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        SqlKind kind = call.getKind();
        if (SqlKind.COMPARISON.contains(kind)
                || kind == SqlKind.BETWEEN
                || kind == SqlKind.IN
                || kind == SqlKind.NOT_IN
                || kind == SqlKind.IS_DISTINCT_FROM
                || kind == SqlKind.IS_NOT_DISTINCT_FROM) {
            check(call);
        }
        return super.visit(call);
    }

    private void check(SqlCall call) {
        List<SqlNode> operands = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            if (operand instanceof org.apache.calcite.sql.SqlNodeList list) {
                list.forEach(operands::add);
            } else {
                operands.add(operand);
            }
        }
        RelDataType first = type(operands.getFirst());
        for (SqlNode operand : operands.subList(1, operands.size())) {
            RelDataType other = type(operand);
            if (first != null && other != null && isText(first) != isText(other)) {
                SqlPlace place = text.original(
                        call.getParserPosition().getLineNum(),
                        call.getParserPosition().getColumnNum());
                violations.add(SqlRefusal.violation(
                        ProcessorError.INVALID_SQL,
                        place,
                        "A " + first.getSqlTypeName() + " cannot be compared with a " + other.getSqlTypeName() + ".",
                        "Cast one of them, or write a literal of the type, such as TIMESTAMP '2001-01-01 00:00:00'."));
                return;
            }
        }
    }

    private @Nullable RelDataType type(SqlNode node) {
        RelDataType type = validator.getValidatedNodeTypeIfKnown(node);
        if (type != null && type.isStruct()) {
            // A query of one column; of rows each is compared with its own.
            type = type.getFieldCount() == 1 ? type.getFieldList().getFirst().getType() : null;
        }
        return type == null || type.getSqlTypeName() == SqlTypeName.NULL ? null : type;
    }

    private static boolean isText(RelDataType type) {
        return SqlTypeFamily.CHARACTER.contains(type);
    }
}
