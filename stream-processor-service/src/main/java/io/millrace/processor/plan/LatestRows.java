package io.millrace.processor.plan;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindowTableFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A table function that no statement can name: of a projection of a stream, the latest row of each primary key. It keeps the
 * conditions inside from those outside: a row that does not pass inside leaves the one before it, one that does not pass
 * outside takes its place and is not seen.
 */
final class LatestRows extends SqlWindowTableFunction {
    /** As a view has them: they go by its retention. */
    static final LatestRows OF_VIEW = new LatestRows("$LATEST");

    /** As a table has them: they stay. */
    static final LatestRows OF_TABLE = new LatestRows("$TABLE");

    private LatestRows(String name) {
        super(name, new OneTable());
    }

    @Override
    public SqlReturnTypeInference getRowTypeInference() {
        return binding -> binding.getOperandType(0);
    }

    static boolean isCalledBy(RelNode relation) {
        return relation instanceof TableFunctionScan scan && operator(scan) instanceof LatestRows;
    }

    /** Whether it is a view whose rows these are. */
    static boolean isOfView(TableFunctionScan latest) {
        return operator(latest) == OF_VIEW;
    }

    private static SqlOperator operator(TableFunctionScan scan) {
        return ((RexCall) scan.getCall()).getOperator();
    }

    /** {@code SELECT * FROM TABLE($LATEST(query))}. */
    SqlSelect select(SqlNode query) {
        return select(query, SqlNodeList.of(SqlIdentifier.star(query.getParserPosition())), null);
    }

    /** {@code SELECT column, … FROM TABLE($LATEST(query)) WHERE deleted IS NOT TRUE}. */
    SqlSelect select(SqlNode query, List<String> columns, @Nullable String deleted) {
        SqlParserPos place = query.getParserPosition();
        SqlNodeList names = new SqlNodeList(place);
        columns.forEach(column -> names.add(new SqlIdentifier(column, place)));
        SqlNode present = deleted == null
                ? null
                : SqlStdOperatorTable.IS_NOT_TRUE.createCall(place, new SqlIdentifier(deleted, place));
        return select(query, names, present);
    }

    private SqlSelect select(SqlNode query, SqlNodeList columns, @Nullable SqlNode where) {
        SqlParserPos place = query.getParserPosition();
        SqlNode table = SqlStdOperatorTable.COLLECTION_TABLE.createCall(place, createCall(place, query));
        return new SqlSelect(place, null, columns, table, where, null, null, null, null, null, null, null, null);
    }

    private static final class OneTable implements SqlOperandMetadata {
        @Override
        public List<RelDataType> paramTypes(RelDataTypeFactory types) {
            return List.of(types.createSqlType(SqlTypeName.ANY));
        }

        @Override
        public List<String> paramNames() {
            return List.of("DATA");
        }

        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            return true;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            return SqlOperandCountRanges.of(1);
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return name + "(query)";
        }
    }
}
