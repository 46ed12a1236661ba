package io.millrace.processor.catalog;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.step.ValueType;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** A stream as Calcite sees it. Columns that SQL cannot read (objects and arrays) are not there. */
public final class StreamTable extends AbstractTable {
    private final StreamSchema stream;
    private final List<ColumnSchema> columns;

    public StreamTable(StreamSchema stream) {
        this.stream = stream;
        this.columns = stream.columns().stream()
                .filter(column -> isReadable(column.type()))
                .toList();
    }

    public StreamSchema stream() {
        return stream;
    }

    /** The columns that SQL can read, in the order of the row type. */
    public List<ColumnSchema> columns() {
        return columns;
    }

    /** Index of a readable column by its name. */
    public Optional<Integer> indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** Index of the column that holds the event time; empty where arrival counts. */
    public Optional<Integer> eventTimeIndex() {
        return Optional.ofNullable(stream.eventTime()).flatMap(this::indexOf);
    }

    public static boolean isReadable(ColumnType type) {
        return type != ColumnType.OBJECT && type != ColumnType.ARRAY;
    }

    /**
     * Whether a view has to reckon with null. A required column may become optional in a later version of the contract, whose
     * events go through the same view; only the columns of the key cannot.
     */
    public static boolean isNullable(ColumnSchema column) {
        return column.primaryKeyPosition() == 0;
    }

    /** How values of the column stand in rows. */
    public static ValueType valueType(ColumnSchema column) {
        return switch (column.type()) {
            case STRING -> ValueType.of(ValueType.Kind.VARCHAR);
            case LONG -> ValueType.of(ValueType.Kind.BIGINT);
            case DOUBLE -> ValueType.of(ValueType.Kind.DOUBLE);
            case DECIMAL -> new ValueType(ValueType.Kind.DECIMAL, column.precision(), column.scale());
            case BOOLEAN -> ValueType.of(ValueType.Kind.BOOLEAN);
            case DATE -> ValueType.of(ValueType.Kind.DATE);
            case TIME -> ValueType.of(ValueType.Kind.TIME);
            case TIMESTAMP -> ValueType.of(ValueType.Kind.TIMESTAMP);
            case OBJECT, ARRAY -> throw new IllegalArgumentException("column " + column.name() + " is not readable");
        };
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
        RelDataTypeFactory.Builder builder = types.builder();
        for (ColumnSchema column : columns) {
            builder.add(column.name(), types.createTypeWithNullability(sqlType(types, column), isNullable(column)));
        }
        return builder.build();
    }

    private static RelDataType sqlType(RelDataTypeFactory types, ColumnSchema column) {
        return switch (column.type()) {
            case STRING -> types.createSqlType(SqlTypeName.VARCHAR);
            case LONG -> types.createSqlType(SqlTypeName.BIGINT);
            case DOUBLE -> types.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> types.createSqlType(SqlTypeName.DECIMAL, column.precision(), column.scale());
            case BOOLEAN -> types.createSqlType(SqlTypeName.BOOLEAN);
            case DATE -> types.createSqlType(SqlTypeName.DATE);
            case TIME -> types.createSqlType(SqlTypeName.TIME, 3);
            case TIMESTAMP -> types.createSqlType(SqlTypeName.TIMESTAMP, 3);
            case OBJECT, ARRAY -> throw new IllegalArgumentException("column " + column.name() + " is not readable");
        };
    }
}
