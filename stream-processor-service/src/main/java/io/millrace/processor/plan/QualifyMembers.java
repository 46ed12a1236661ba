package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's validator, which finds members of an object only behind the table's name. Here that is put in front where the first
 * name is a column and no table.
 *
 * <pre>
 * SELECT driver.name FROM trips AS t   →   SELECT t.driver.name FROM trips AS t
 * </pre>
 */
final class QualifyMembers extends SqlValidatorImpl {
    QualifyMembers(
            SqlOperatorTable operators, SqlValidatorCatalogReader catalog, JavaTypeFactoryImpl types, Config config) {
        super(operators, catalog, types, config);
    }

    /** The first clause behind FROM. */
    @Override
    protected void validateWhereClause(SqlSelect select) {
        SqlValidatorScope scope = getWhereScope(select);
        for (SqlNode clause : select.getOperandList()) {
            if (clause != select.getFrom()) {
                qualify(clause, scope);
            }
        }
        super.validateWhereClause(select);
    }

    @Override
    protected void validateJoin(SqlJoin join, SqlValidatorScope scope) {
        SqlValidatorScope inside = getJoinScope(join);
        qualify(join.getCondition(), inside == null ? scope : inside);
        super.validateJoin(join, scope);
    }

    @Override
    protected void validateUnnest(SqlCall call, SqlValidatorScope scope, RelDataType targetRowType) {
        qualify(call, scope);
        super.validateUnnest(call, scope, targetRowType);
    }

    /** Queries inside have scopes of their own. */
    private void qualify(@Nullable SqlNode clause, SqlValidatorScope scope) {
        if (clause == null) {
            return;
        }
        clause.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier identifier) {
                if (identifier.names.size() > 1 && !identifier.isStar()) {
                    qualify(identifier, scope);
                }
                return null;
            }

            @Override
            public @Nullable Void visit(SqlCall call) {
                return SqlKind.QUERY.contains(call.getKind()) ? null : super.visit(call);
            }
        });
    }

    private void qualify(SqlIdentifier identifier, SqlValidatorScope scope) {
        SqlValidatorScope.ResolvedImpl tables = new SqlValidatorScope.ResolvedImpl();
        scope.resolve(List.of(identifier.names.getFirst()), getCatalogReader().nameMatcher(), false, tables);
        if (tables.count() > 0) {
            return;
        }
        SqlIdentifier column = columnOrNull(identifier.getComponent(0), scope);
        if (column != null && column.names.size() == 2) {
            prefix(identifier, column.names.getFirst());
        }
    }

    /** The object behind its table's name; null where there is none, or more than one. */
    private static @Nullable SqlIdentifier columnOrNull(SqlIdentifier column, SqlValidatorScope scope) {
        try {
            SqlQualified found = scope.fullyQualify(column);
            SqlIdentifier name = found.identifier;
            RelDataType row = found.namespace == null ? null : found.namespace.getRowType();
            RelDataTypeField field = row == null ? null : row.getField(name.names.getLast(), true, false);
            return field != null && field.getType().isStruct() ? name : null;
        } catch (CalciteContextException e) {
            return null;
        }
    }

    private static void prefix(SqlIdentifier identifier, String table) {
        List<String> longer = new ArrayList<>(identifier.names);
        longer.addFirst(table);
        List<SqlParserPos> places = new ArrayList<>();
        for (int i = 0; i < identifier.names.size(); i++) {
            places.add(identifier.getComponentParserPosition(i));
        }
        places.addFirst(places.getFirst());
        identifier.setNames(longer, places);
    }
}
