package io.millrace.processor.plan;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.jspecify.annotations.Nullable;

/**
 * What a query is validated against: functions with Flink's signatures, then Calcite's standard operators. Which of them may be
 * used at all is said by {@code sql.Functions}, and what they compute by the writers of this package.
 */
final class Operators {
    private static final SqlTypeFamily TEXT = SqlTypeFamily.CHARACTER;
    private static final SqlTypeFamily BYTES = SqlTypeFamily.BINARY;
    private static final SqlTypeFamily INTEGER = SqlTypeFamily.INTEGER;
    private static final SqlTypeFamily NUMBER = SqlTypeFamily.NUMERIC;
    private static final SqlTypeFamily BOOLEAN = SqlTypeFamily.BOOLEAN;

    private static final SqlReturnTypeInference VARCHAR = ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.TO_NULLABLE);
    /** NULL for some operands that are not. */
    private static final SqlReturnTypeInference PARTIAL_VARCHAR =
            ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    private static final SqlReturnTypeInference VARBINARY =
            ReturnTypes.explicit(SqlTypeName.VARBINARY).andThen(SqlTypeTransforms.TO_NULLABLE);

    private static final SqlReturnTypeInference TIMESTAMP =
            ReturnTypes.explicit(SqlTypeName.TIMESTAMP, 3).andThen(SqlTypeTransforms.TO_NULLABLE);

    private static final SqlOperandTypeChecker ARRAY_AND_ELEMENT = takes(SqlTypeFamily.ARRAY, SqlTypeFamily.ANY);
    private static final SqlOperandTypeChecker ONE_TEXT = takes(TEXT);
    private static final SqlOperandTypeChecker TEXT_OR_BYTES = OperandTypes.or(takes(TEXT), takes(BYTES));
    private static final SqlOperandTypeChecker TWO_TEXTS = takes(TEXT, TEXT);
    private static final SqlOperandTypeChecker TEXT_INTEGER = takes(TEXT, INTEGER);
    private static final SqlOperandTypeChecker ONE_OR_TWO_TEXTS = OperandTypes.or(takes(TEXT), takes(TEXT, TEXT));

    private Operators() {}

    private static final List<SqlFunction> TEXTS = List.of(
            function("LEFT", VARCHAR, TEXT_INTEGER),
            function("RIGHT", VARCHAR, TEXT_INTEGER),
            function("SUBSTR", PARTIAL_VARCHAR, OperandTypes.or(takes(TEXT, INTEGER), takes(TEXT, INTEGER, INTEGER))),
            function("REPEAT", VARCHAR, TEXT_INTEGER),
            function("REVERSE", VARCHAR, ONE_TEXT),
            function("LPAD", PARTIAL_VARCHAR, takes(TEXT, INTEGER, TEXT)),
            function("RPAD", PARTIAL_VARCHAR, takes(TEXT, INTEGER, TEXT)),
            function("LTRIM", VARCHAR, ONE_OR_TWO_TEXTS),
            function("RTRIM", VARCHAR, ONE_OR_TWO_TEXTS),
            function("BTRIM", VARCHAR, ONE_OR_TWO_TEXTS),
            function("LOCATE", ReturnTypes.INTEGER_NULLABLE, OperandTypes.or(TWO_TEXTS, takes(TEXT, TEXT, INTEGER))),
            function("INSTR", ReturnTypes.INTEGER_NULLABLE, TWO_TEXTS),
            function("STARTSWITH", ReturnTypes.BOOLEAN_NULLABLE, TWO_TEXTS),
            function("ENDSWITH", ReturnTypes.BOOLEAN_NULLABLE, TWO_TEXTS),
            function("JSON_STRING", VARCHAR, takes(SqlTypeFamily.ANY)),
            function("CHR", VARCHAR, takes(INTEGER)),
            function(
                    "SPLIT_INDEX",
                    PARTIAL_VARCHAR,
                    OperandTypes.or(takes(TEXT, TEXT, INTEGER), takes(TEXT, INTEGER, INTEGER))),
            function(
                    "CONCAT_WS",
                    ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.ARG0_NULLABLE),
                    OperandTypes.repeat(SqlOperandCountRanges.from(2), OperandTypes.CHARACTER)),
            function("IS_ALPHA", ReturnTypes.BOOLEAN, ONE_TEXT),
            function("IS_DIGIT", ReturnTypes.BOOLEAN, ONE_TEXT),
            function("IS_DECIMAL", ReturnTypes.BOOLEAN, ONE_TEXT));

    private static final List<SqlFunction> PATTERNS = List.of(
            function("REGEXP", ReturnTypes.BOOLEAN_NULLABLE, TWO_TEXTS),
            function("REGEXP_LIKE", ReturnTypes.BOOLEAN_NULLABLE, TWO_TEXTS),
            function("REGEXP_COUNT", ReturnTypes.INTEGER_NULLABLE, TWO_TEXTS),
            function("REGEXP_INSTR", ReturnTypes.INTEGER_NULLABLE, TWO_TEXTS),
            function("REGEXP_SUBSTR", PARTIAL_VARCHAR, TWO_TEXTS),
            function("REGEXP_EXTRACT", PARTIAL_VARCHAR, OperandTypes.or(TWO_TEXTS, takes(TEXT, TEXT, INTEGER))),
            function("REGEXP_REPLACE", VARCHAR, takes(TEXT, TEXT, TEXT)));

    private static final List<SqlFunction> NUMBERS = List.of(
            function("PI", ReturnTypes.DOUBLE, OperandTypes.NILADIC),
            function("E", ReturnTypes.DOUBLE, OperandTypes.NILADIC),
            function("LOG2", ReturnTypes.DOUBLE_NULLABLE, takes(NUMBER)),
            function("LOG", ReturnTypes.DOUBLE_NULLABLE, OperandTypes.or(takes(NUMBER), takes(NUMBER, NUMBER))),
            function("SINH", ReturnTypes.DOUBLE_NULLABLE, takes(NUMBER)),
            function("COSH", ReturnTypes.DOUBLE_NULLABLE, takes(NUMBER)),
            function("TANH", ReturnTypes.DOUBLE_NULLABLE, takes(NUMBER)),
            function("BIN", VARCHAR, takes(INTEGER)),
            function("HEX", VARCHAR, OperandTypes.or(takes(INTEGER), takes(TEXT), takes(BYTES))),
            function("BITAND", ReturnTypes.LEAST_RESTRICTIVE, takes(INTEGER, INTEGER)),
            function("BITOR", ReturnTypes.LEAST_RESTRICTIVE, takes(INTEGER, INTEGER)),
            function("BITXOR", ReturnTypes.LEAST_RESTRICTIVE, takes(INTEGER, INTEGER)),
            function("BITNOT", ReturnTypes.ARG0, takes(INTEGER)));

    private static final List<SqlFunction> HASHES = List.of(
            function("MD5", VARCHAR, TEXT_OR_BYTES),
            function("SHA1", VARCHAR, TEXT_OR_BYTES),
            function("SHA224", VARCHAR, TEXT_OR_BYTES),
            function("SHA256", VARCHAR, TEXT_OR_BYTES),
            function("SHA384", VARCHAR, TEXT_OR_BYTES),
            function("SHA512", VARCHAR, TEXT_OR_BYTES),
            function("SHA2", VARCHAR, OperandTypes.or(TEXT_INTEGER, takes(BYTES, INTEGER))),
            function("TO_BASE64", VARCHAR, TEXT_OR_BYTES),
            function("FROM_BASE64", VARCHAR, ONE_TEXT),
            function("URL_ENCODE", VARCHAR, ONE_TEXT),
            function("URL_DECODE", PARTIAL_VARCHAR, ONE_TEXT));

    private static final List<SqlFunction> BINARIES = List.of(
            function("OCTET_LENGTH", ReturnTypes.INTEGER_NULLABLE, TEXT_OR_BYTES),
            function("UNHEX", VARBINARY.andThen(SqlTypeTransforms.FORCE_NULLABLE), ONE_TEXT),
            function("ENCODE", VARBINARY, TWO_TEXTS),
            function("DECODE", VARCHAR, takes(BYTES, TEXT)));

    private static final List<SqlFunction> TIMES = List.of(
            function(
                    "DATE_FORMAT",
                    VARCHAR,
                    OperandTypes.or(takes(SqlTypeFamily.DATE, TEXT), takes(SqlTypeFamily.TIMESTAMP, TEXT))),
            function("TO_DATE", ReturnTypes.DATE_NULLABLE, ONE_OR_TWO_TEXTS),
            function("TO_TIMESTAMP", TIMESTAMP, ONE_OR_TWO_TEXTS),
            function(
                    "TO_TIMESTAMP_LTZ",
                    TIMESTAMP.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    OperandTypes.or(takes(INTEGER), takes(INTEGER, INTEGER))),
            function("UNIX_TIMESTAMP", ReturnTypes.BIGINT_NULLABLE, ONE_OR_TWO_TEXTS),
            function("FROM_UNIXTIME", VARCHAR, OperandTypes.or(takes(INTEGER), takes(INTEGER, TEXT))));

    private static final List<SqlFunction> CHOICES = List.of(
            function("IF", binding -> common(binding, 1), sameBehind(BOOLEAN)),
            function("IFNULL", Operators::ifNullType, sameBehind()));

    private static final SqlReturnTypeInference ELEMENT = ReturnTypes.TO_COLLECTION_ELEMENT_FORCE_NULLABLE;

    private static final List<SqlFunction> ARRAYS = List.of(
            function("ARRAY_CONTAINS", ReturnTypes.BOOLEAN.andThen(SqlTypeTransforms.ARG0_NULLABLE), ARRAY_AND_ELEMENT),
            function("ARRAY_POSITION", ReturnTypes.INTEGER.andThen(SqlTypeTransforms.ARG0_NULLABLE), ARRAY_AND_ELEMENT),
            function("ARRAY_REMOVE", ReturnTypes.ARG0, ARRAY_AND_ELEMENT),
            function("ARRAY_DISTINCT", ReturnTypes.ARG0, OperandTypes.ARRAY),
            function("ARRAY_REVERSE", ReturnTypes.ARG0, OperandTypes.ARRAY),
            function("ARRAY_CONCAT", ReturnTypes.LEAST_RESTRICTIVE, takes(SqlTypeFamily.ARRAY, SqlTypeFamily.ARRAY)),
            function("ARRAY_MAX", ELEMENT, OperandTypes.ARRAY),
            function("ARRAY_MIN", ELEMENT, OperandTypes.ARRAY),
            function(
                    "ARRAY_JOIN",
                    VARCHAR,
                    OperandTypes.or(takes(SqlTypeFamily.ARRAY, TEXT), takes(SqlTypeFamily.ARRAY, TEXT, TEXT))));

    private static final List<SqlFunction> MAPS = List.of(
            function("MAP_KEYS", ReturnTypes.TO_MAP_KEYS_NULLABLE, OperandTypes.MAP),
            function("MAP_VALUES", ReturnTypes.TO_MAP_VALUES_NULLABLE, OperandTypes.MAP));

    /** Null where no row counts. */
    private static final SqlAggFunction ARRAY_AGG = SqlBasicAggFunction.create(
                    "ARRAY_AGG",
                    SqlKind.ARRAY_AGG,
                    ReturnTypes.TO_ARRAY.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    OperandTypes.ANY)
            .withFunctionType(SqlFunctionCategory.SYSTEM)
            .withSyntax(SqlSyntax.ORDERED_FUNCTION);

    /** Null where no row counts, as where a FILTER leaves none; Calcite's own is of the argument's nullability. */
    private static final SqlAggFunction LISTAGG = SqlBasicAggFunction.create(
                    "LISTAGG",
                    SqlKind.LISTAGG,
                    ReturnTypes.ARG0_NULLABLE_IF_EMPTY,
                    OperandTypes.or(OperandTypes.STRING, OperandTypes.STRING_STRING))
            .withFunctionType(SqlFunctionCategory.SYSTEM)
            .withSyntax(SqlSyntax.ORDERED_FUNCTION);

    /** Null where no row counts. */
    private static final SqlAggFunction APPROX_PERCENTILE = SqlBasicAggFunction.create(
                    "APPROX_PERCENTILE",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    takes(NUMBER, NUMBER))
            .withFunctionType(SqlFunctionCategory.NUMERIC);

    static final SqlOperatorTable TABLE = new AnyCase(SqlOperatorTables.chain(
            SqlOperatorTables.of(TEXTS),
            SqlOperatorTables.of(PATTERNS),
            SqlOperatorTables.of(NUMBERS),
            SqlOperatorTables.of(HASHES),
            SqlOperatorTables.of(BINARIES),
            SqlOperatorTables.of(TIMES),
            SqlOperatorTables.of(CHOICES),
            SqlOperatorTables.of(ARRAYS),
            SqlOperatorTables.of(MAPS),
            SqlOperatorTables.of(ARRAY_AGG, LISTAGG, APPROX_PERCENTILE),
            SqlStdOperatorTable.instance(),
            SqlOperatorTables.of(
                    SqlLibraryOperators.CONCAT_FUNCTION,
                    SqlLibraryOperators.GREATEST,
                    SqlLibraryOperators.LEAST,
                    SqlLibraryOperators.TRANSLATE3,
                    SqlLibraryOperators.TRY_CAST,
                    SqlLibraryOperators.BOOL_AND,
                    SqlLibraryOperators.BOOL_OR,
                    Relations.CUMULATE,
                    LatestRows.OF_VIEW,
                    LatestRows.OF_TABLE,
                    AsOf.FUNCTION)));

    /** The same with functions of jars, which come first: what a view calls does not change by a release that has more. */
    static SqlOperatorTable with(List<SqlOperator> foreign) {
        return foreign.isEmpty() ? TABLE : new AnyCase(SqlOperatorTables.chain(SqlOperatorTables.of(foreign), TABLE));
    }

    /** Functions are found in whatever case they are written, where names of columns are not; Calcite's LISTAGG is not. */
    private record AnyCase(SqlOperatorTable table) implements SqlOperatorTable {
        @Override
        public void lookupOperatorOverloads(
                SqlIdentifier name,
                @Nullable SqlFunctionCategory category,
                SqlSyntax syntax,
                List<SqlOperator> found,
                SqlNameMatcher matcher) {
            table.lookupOperatorOverloads(name, category, syntax, found, SqlNameMatchers.withCaseSensitive(false));
            found.remove(SqlStdOperatorTable.LISTAGG);
        }

        @Override
        public List<SqlOperator> getOperatorList() {
            return table.getOperatorList();
        }
    }

    private static SqlFunction function(String name, SqlReturnTypeInference returns, SqlOperandTypeChecker operands) {
        return new FlinkFunction(name, returns, operands);
    }

    /** A class of its own, so that Calcite rewrites no call of it as one of its own functions of the name. */
    private static final class FlinkFunction extends SqlFunction {
        FlinkFunction(String name, SqlReturnTypeInference returns, SqlOperandTypeChecker operands) {
            super(name, SqlKind.OTHER_FUNCTION, returns, null, operands, SqlFunctionCategory.USER_DEFINED_FUNCTION);
        }
    }

    private static SqlOperandTypeChecker takes(SqlTypeFamily... families) {
        return OperandTypes.family(families);
    }

    /** Two operands of one family, behind others. */
    private static SqlOperandTypeChecker sameBehind(SqlTypeFamily... first) {
        SqlOperandTypeChecker[] forms = List.of(
                        NUMBER, TEXT, BYTES, BOOLEAN, SqlTypeFamily.DATE, SqlTypeFamily.TIME, SqlTypeFamily.TIMESTAMP)
                .stream()
                .map(family -> {
                    List<SqlTypeFamily> families = new java.util.ArrayList<>(List.of(first));
                    families.add(family);
                    families.add(family);
                    return OperandTypes.family(families);
                })
                .toArray(SqlOperandTypeChecker[]::new);
        return OperandTypes.or(forms);
    }

    private static RelDataType common(SqlOperatorBinding binding, int from) {
        List<RelDataType> types = binding.collectOperandTypes().subList(from, from + 2);
        RelDataType common = binding.getTypeFactory().leastRestrictive(types);
        return common == null ? types.getFirst() : common;
    }

    /** Nullable only where the replacement is. */
    private static RelDataType ifNullType(SqlOperatorBinding binding) {
        RelDataTypeFactory types = binding.getTypeFactory();
        return types.createTypeWithNullability(
                common(binding, 0), binding.getOperandType(1).isNullable());
    }
}
