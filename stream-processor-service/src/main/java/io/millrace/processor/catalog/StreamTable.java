package io.millrace.processor.catalog;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.step.ValueType;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A stream as Calcite sees it: objects are ROWs, arrays are ARRAYs, objects of any names are MAPs. Those whose members or items
 * the contract does not tell are not there.
 */
public final class StreamTable extends AbstractTable {
    private final StreamSchema stream;
    private final List<ColumnSchema> columns;

    public StreamTable(StreamSchema stream) {
        this.stream = stream;
        this.columns = stream.columns().stream().filter(StreamTable::isReadable).toList();
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

    /** Whether the contract tells all that is in the column. */
    public static boolean isReadable(ColumnSchema column) {
        return switch (column.type()) {
            case OBJECT ->
                !column.properties().isEmpty() && column.properties().stream().allMatch(StreamTable::isReadable);
            case ARRAY, MAP -> column.items() != null && isReadable(column.items());
            case STRING, BINARY, LONG, DOUBLE, DECIMAL, BOOLEAN, DATE, TIME, TIMESTAMP -> true;
        };
    }

    /**
     * Whether a view has to reckon with null. A required column may become optional in a later version of the contract, whose
     * events go through the same view; only the columns of the key cannot.
     */
    public static boolean isNullable(ColumnSchema column) {
        return column.primaryKeyPosition() == 0;
    }

    /**
     * Whether events with equal keys are in one partition: where equal values have equal bytes of the Kafka key, as text, bytes, whole
     * numbers and booleans have.
     */
    public static boolean haveKeysOneForm(StreamSchema stream) {
        return stream.keyColumns().stream().allMatch(column -> switch (column.type()) {
            case STRING, BINARY, LONG, BOOLEAN -> true;
            case DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP, OBJECT, MAP, ARRAY -> false;
        });
    }

    /** How values of the column stand in rows. */
    public static ValueType valueType(ColumnSchema column) {
        return switch (column.type()) {
            case STRING -> ValueType.of(ValueType.Kind.VARCHAR);
            case BINARY -> ValueType.of(ValueType.Kind.VARBINARY);
            case LONG -> ValueType.of(ValueType.Kind.BIGINT);
            case DOUBLE -> ValueType.of(ValueType.Kind.DOUBLE);
            case DECIMAL -> new ValueType(ValueType.Kind.DECIMAL, column.precision(), column.scale());
            case BOOLEAN -> ValueType.of(ValueType.Kind.BOOLEAN);
            case DATE -> ValueType.of(ValueType.Kind.DATE);
            case TIME -> ValueType.of(ValueType.Kind.TIME);
            case TIMESTAMP ->
                ValueType.of(column.isMicros() ? ValueType.Kind.TIMESTAMP_MICROS : ValueType.Kind.TIMESTAMP);
            case OBJECT ->
                ValueType.row(column.properties().stream()
                        .map(member -> new ValueType.Field(member.name(), valueType(member)))
                        .toList());
            case ARRAY -> ValueType.array(valueType(items(column)));
            case MAP -> ValueType.map(valueType(items(column)));
        };
    }

    private static ColumnSchema items(ColumnSchema column) {
        ColumnSchema items = column.items();
        if (items == null) {
            throw new IllegalArgumentException("column " + column.name() + " is not readable");
        }
        return items;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
        RelDataTypeFactory.Builder builder = types.builder();
        for (ColumnSchema column : columns) {
            builder.add(
                    column.name(),
                    types.createTypeWithNullability(sqlType(types, valueType(column)), isNullable(column)));
        }
        return builder.build();
    }

    /** A type of rows as Calcite has it. What is inside of a ROW, an ARRAY or a MAP can be null, but for keys. */
    public static RelDataType sqlType(RelDataTypeFactory types, ValueType type) {
        return switch (type.kind()) {
            case BOOLEAN -> types.createSqlType(SqlTypeName.BOOLEAN);
            case INTEGER, BIGINT -> types.createSqlType(SqlTypeName.BIGINT);
            case DOUBLE -> types.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> types.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
            case VARCHAR -> types.createSqlType(SqlTypeName.VARCHAR);
            case VARBINARY -> types.createSqlType(SqlTypeName.VARBINARY);
            case DATE -> types.createSqlType(SqlTypeName.DATE);
            case TIME -> types.createSqlType(SqlTypeName.TIME, 3);
            case TIMESTAMP -> types.createSqlType(SqlTypeName.TIMESTAMP, 3);
            case TIMESTAMP_MICROS -> types.createSqlType(SqlTypeName.TIMESTAMP, 6);
            case INTERVAL_DAY_SECOND -> types.createSqlIntervalType(interval(TimeUnit.DAY, TimeUnit.SECOND));
            case INTERVAL_YEAR_MONTH -> types.createSqlIntervalType(interval(TimeUnit.YEAR, TimeUnit.MONTH));
            case ROW -> rowType(types, type);
            case ARRAY -> types.createArrayType(nullable(types, type.element()), -1);
            case MAP -> types.createMapType(types.createSqlType(SqlTypeName.VARCHAR), nullable(types, type.mapped()));
        };
    }

    private static SqlIntervalQualifier interval(TimeUnit from, TimeUnit to) {
        return new SqlIntervalQualifier(from, to, SqlParserPos.ZERO);
    }

    private static RelDataType rowType(RelDataTypeFactory types, ValueType type) {
        RelDataTypeFactory.Builder builder = types.builder();
        type.fields().forEach(field -> builder.add(field.name(), nullable(types, field.type())));
        return builder.build();
    }

    private static RelDataType nullable(RelDataTypeFactory types, ValueType type) {
        return types.createTypeWithNullability(sqlType(types, type), true);
    }
}
