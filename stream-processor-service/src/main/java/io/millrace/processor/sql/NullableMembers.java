package io.millrace.processor.sql;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlRowTypeNameSpec;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Lets members of a ROW that is cast to be null, as Flink does, where Calcite takes them for NOT NULL. */
final class NullableMembers extends SqlBasicVisitor<@Nullable Void> {
    @Override
    public @Nullable Void visit(SqlCall call) {
        boolean cast = call.getKind() == SqlKind.CAST || call.getKind() == SqlKind.SAFE_CAST;
        if (cast && call.operandCount() > 1 && call.operand(1) instanceof SqlDataTypeSpec type) {
            call.setOperand(1, nullable(type));
        }
        return super.visit(call);
    }

    private static SqlDataTypeSpec nullable(SqlDataTypeSpec type) {
        if (!(type.getTypeNameSpec() instanceof SqlRowTypeNameSpec row)) {
            return type;
        }
        List<SqlDataTypeSpec> members = row.getFieldTypes().stream()
                .map(member -> nullable(member).withNullable(true))
                .toList();
        return new SqlDataTypeSpec(
                new SqlRowTypeNameSpec(row.getParserPos(), row.getFieldNames(), members), type.getParserPosition());
    }
}
