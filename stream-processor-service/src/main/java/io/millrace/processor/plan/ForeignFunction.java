package io.millrace.processor.plan;

import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.function.JavaFunction;
import io.millrace.processor.function.JavaMethod;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;

/** A function of a jar in a query. Which of its methods is called is decided by the types of the operands. */
final class ForeignFunction extends SqlFunction {
    private final JavaFunction function;

    ForeignFunction(String name, JavaFunction function) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                binding -> result(function, binding),
                null,
                new Operands(function),
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.function = function;
    }

    JavaFunction function() {
        return function;
    }

    /** Which method is meant; validation has seen to it that one is. */
    JavaMethod method(List<RelDataType> operands) {
        return chosen(function, operands)
                .orElseThrow(() -> new IllegalStateException("no method for " + getName() + operands));
    }

    private static RelDataType result(JavaFunction function, SqlOperatorBinding binding) {
        List<RelDataType> operands = binding.collectOperandTypes();
        JavaMethod method = chosen(function, operands).orElseThrow();
        boolean nullable = method.givesNull();
        for (int i = 0; i < operands.size(); i++) {
            nullable |= method.isPrimitive(i) && operands.get(i).isNullable();
        }
        RelDataType type = StreamTable.sqlType(binding.getTypeFactory(), method.result());
        return binding.getTypeFactory().createTypeWithNullability(type, nullable);
    }

    /** The one method that takes the operands with the least conversion; empty where there is none, or more than one. */
    private static Optional<JavaMethod> chosen(JavaFunction function, List<RelDataType> operands) {
        int least = Integer.MAX_VALUE;
        List<JavaMethod> best = new ArrayList<>();
        for (JavaMethod method : function.methods()) {
            int cost = cost(method.parameters(), operands);
            if (cost >= 0 && cost <= least) {
                if (cost < least) {
                    best.clear();
                }
                least = cost;
                best.add(method);
            }
        }
        return best.size() == 1 ? Optional.of(best.getFirst()) : Optional.empty();
    }

    /** How many steps of integer, decimal, double all operands go together; -1 where one does not fit. */
    private static int cost(List<ValueType> parameters, List<RelDataType> operands) {
        if (parameters.size() != operands.size()) {
            return -1;
        }
        int cost = 0;
        for (int i = 0; i < operands.size(); i++) {
            int one = cost(parameters.get(i).kind(), operands.get(i).getSqlTypeName());
            if (one < 0) {
                return -1;
            }
            cost += one;
        }
        return cost;
    }

    private static int cost(ValueType.Kind parameter, SqlTypeName operand) {
        if (operand == SqlTypeName.NULL) {
            return 0;
        }
        return switch (parameter) {
            case BOOLEAN -> operand == SqlTypeName.BOOLEAN ? 0 : -1;
            case BIGINT -> isInteger(operand) ? 0 : -1;
            case DECIMAL -> operand == SqlTypeName.DECIMAL ? 0 : isInteger(operand) ? 1 : -1;
            case DOUBLE ->
                operand == SqlTypeName.DOUBLE ? 0 : operand == SqlTypeName.DECIMAL ? 1 : isInteger(operand) ? 2 : -1;
            case VARCHAR -> operand == SqlTypeName.VARCHAR || operand == SqlTypeName.CHAR ? 0 : -1;
            case DATE -> operand == SqlTypeName.DATE ? 0 : -1;
            case TIME -> operand == SqlTypeName.TIME ? 0 : -1;
            case TIMESTAMP -> operand == SqlTypeName.TIMESTAMP ? 0 : -1;
            case INTEGER, VARBINARY, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH, ROW, ARRAY, MAP -> -1;
        };
    }

    private static boolean isInteger(SqlTypeName type) {
        return type == SqlTypeName.BIGINT || type == SqlTypeName.INTEGER;
    }

    /** Refuses operands that no method takes, or more than one equally well. */
    private record Operands(JavaFunction function) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            boolean taken = chosen(function, binding.collectOperandTypes()).isPresent();
            if (!taken && throwOnFailure) {
                throw binding.newValidationSignatureError();
            }
            return taken;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            List<Integer> counts = function.methods().stream()
                    .map(method -> method.parameters().size())
                    .toList();
            return SqlOperandCountRanges.between(
                    counts.stream().mapToInt(Integer::intValue).min().orElse(0),
                    counts.stream().mapToInt(Integer::intValue).max().orElse(0));
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return function.methods().stream()
                    .map(method -> name + method.signature())
                    .collect(Collectors.joining(", "));
        }
    }
}
