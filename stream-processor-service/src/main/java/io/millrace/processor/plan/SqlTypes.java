package io.millrace.processor.plan;

import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Calcite's types as ours. */
final class SqlTypes {
    /** What maps there are. */
    static final String MAP_PARTS =
            "A MAP is of VARCHAR to BOOLEAN, BIGINT, DOUBLE, DECIMAL, VARCHAR, VARBINARY, DATE, TIME or TIMESTAMP:"
                    + " write MAP[CAST(k AS VARCHAR), v], and for objects ROW(a, b) or ARRAY[…].";

    private SqlTypes() {}

    /**
     * The type of an expression's value inside generated code. Intervals are a BIGINT of milliseconds or months, whose columns
     * are told apart by {@link #columnType}; NULL alone is a VARCHAR.
     *
     * @return empty where the type is not supported
     */
    static Optional<ValueType> valueType(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> of(Kind.BOOLEAN);
            case INTEGER -> of(Kind.INTEGER);
            case BIGINT -> of(Kind.BIGINT);
            case DOUBLE -> of(Kind.DOUBLE);
            case DECIMAL -> Optional.of(new ValueType(Kind.DECIMAL, type.getPrecision(), type.getScale()));
            case CHAR, VARCHAR, NULL -> of(Kind.VARCHAR);
            case BINARY, VARBINARY -> of(Kind.VARBINARY);
            case DATE -> of(Kind.DATE);
            case TIME -> of(Kind.TIME);
            case TIMESTAMP -> of(isMicros(type) ? Kind.TIMESTAMP_MICROS : Kind.TIMESTAMP);
            case ROW -> rowType(type);
            case ARRAY -> elementType(type.getComponentType()).map(ValueType::array);
            case MAP -> mapType(type);
            default -> isInterval(type) ? of(Kind.BIGINT) : Optional.empty();
        };
    }

    /** The type of a column that holds an expression's value. */
    static Optional<ValueType> columnType(RelDataType type) {
        return isInterval(type)
                ? of(isMonthInterval(type) ? Kind.INTERVAL_YEAR_MONTH : Kind.INTERVAL_DAY_SECOND)
                : valueType(type);
    }

    private static Optional<ValueType> rowType(RelDataType type) {
        List<ValueType.Field> fields = new ArrayList<>();
        for (RelDataTypeField field : type.getFieldList()) {
            Optional<ValueType> member = valueType(field.getType());
            if (member.isEmpty() || isInterval(field.getType())) {
                return Optional.empty();
            }
            fields.add(new ValueType.Field(field.getName(), stored(member.get())));
        }
        return Optional.of(ValueType.row(fields));
    }

    private static Optional<ValueType> elementType(@Nullable RelDataType element) {
        return element == null || isInterval(element)
                ? Optional.empty()
                : valueType(element).map(SqlTypes::stored);
    }

    /** Keys are texts, as the names of JSON's members are, and values are scalars. */
    private static Optional<ValueType> mapType(RelDataType type) {
        RelDataType key = type.getKeyType();
        return key == null || !SqlTypeName.CHAR_TYPES.contains(key.getSqlTypeName())
                ? Optional.empty()
                : elementType(type.getValueType())
                        .filter(value -> !value.isNested())
                        .map(ValueType::map);
    }

    private static Optional<ValueType> of(Kind kind) {
        return Optional.of(ValueType.of(kind));
    }

    /** The type in rows: an INTEGER stands there as a BIGINT. */
    static ValueType stored(ValueType type) {
        return type.kind() == Kind.INTEGER ? ValueType.of(Kind.BIGINT) : type;
    }

    /** Whether values of both are alike in rows, whatever the names of members are. */
    static boolean areAlike(ValueType a, ValueType b) {
        if (!a.isNested() || a.kind() != b.kind()) {
            return stored(a).equals(stored(b));
        }
        boolean alike = a.fields().size() == b.fields().size();
        for (int i = 0; alike && i < a.fields().size(); i++) {
            alike = areAlike(a.fields().get(i).type(), b.fields().get(i).type());
        }
        return alike;
    }

    static boolean isInterval(RelDataType type) {
        return SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    /** Whether it is a timestamp with more than three digits of a second. */
    static boolean isMicros(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP && type.getPrecision() > 3;
    }

    static boolean isTimestamp(ValueType type) {
        return type.kind() == Kind.TIMESTAMP || type.kind() == Kind.TIMESTAMP_MICROS;
    }

    static boolean isMonthInterval(RelDataType type) {
        return SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    static boolean isNumber(ValueType type) {
        return switch (type.kind()) {
            case INTEGER, BIGINT, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }

    /** The primitive, or the class, that holds a value in generated code. */
    static String javaName(ValueType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "boolean";
            case INTEGER, DATE, TIME -> "int";
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH -> "long";
            case DOUBLE -> "double";
            case DECIMAL -> "java.math.BigDecimal";
            case VARCHAR -> "String";
            case VARBINARY, ROW, ARRAY, MAP -> type.kind().javaType().getName();
        };
    }

    /** The primitive, or the object itself, out of a reference that is not null. */
    static String unboxed(ValueType type, String reference) {
        return switch (type.kind()) {
            case DECIMAL, VARCHAR, VARBINARY, ROW, ARRAY, MAP -> reference;
            default -> reference + "." + javaName(type) + "Value()";
        };
    }

    /** The object that stands in rows for a value that is not null. */
    static String boxed(JavaCode.Value value) {
        return switch (value.type().kind()) {
            case BOOLEAN -> "Boolean.valueOf(" + value.code() + ")";
            case INTEGER -> "Long.valueOf((long) " + value.code() + ")";
            case DATE, TIME -> "Integer.valueOf(" + value.code() + ")";
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH ->
                "Long.valueOf(" + value.code() + ")";
            case DOUBLE -> "Double.valueOf(" + value.code() + ")";
            case DECIMAL, VARCHAR, VARBINARY, ROW, ARRAY, MAP -> value.code();
        };
    }

    /** What stands where the value is null. */
    static String javaDefault(ValueType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "false";
            case INTEGER, DATE, TIME -> "0";
            case BIGINT, TIMESTAMP, TIMESTAMP_MICROS, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH -> "0L";
            case DOUBLE -> "0.0d";
            case DECIMAL, VARCHAR, VARBINARY, ROW, ARRAY, MAP -> "null";
        };
    }
}
