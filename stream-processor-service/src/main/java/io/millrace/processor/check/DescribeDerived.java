package io.millrace.processor.check;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.plan.StreamShape;
import io.millrace.processor.step.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A derived stream as others would read it, before it has a contract. */
final class DescribeDerived {
    private static final String VERSION = "1.0.0";

    private DescribeDerived() {}

    static StreamSchema of(CompiledView compiled) {
        String name = compiled.statement().name();
        StreamShape shape = Objects.requireNonNull(compiled.stream(), "not a stream");
        int partitions = compiled.streams().stream()
                .mapToInt(StreamSchema::partitions)
                .max()
                .orElseThrow();
        List<ColumnSchema> columns = new ArrayList<>();
        compiled.emit().columns().stream()
                .limit(compiled.columns().size())
                .forEach(column -> columns.add(column(
                        column.name(), column.type(), shape.key().indexOf(column.name()) + 1, !column.nullable())));
        return new StreamSchema(
                name,
                name,
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                name,
                VERSION,
                partitions,
                columns,
                shape.eventTime(),
                shape.outOfOrdernessMs(),
                false,
                -1,
                compiled.streamNames());
    }

    private static ColumnSchema column(String name, ValueType type, int keyPosition, boolean required) {
        boolean decimal = type.kind() == ValueType.Kind.DECIMAL;
        return new ColumnSchema(
                name,
                columnType(type),
                required || keyPosition > 0,
                keyPosition,
                precision(type),
                decimal ? type.scale() : 0,
                Constraints.NONE,
                null,
                type.kind() == ValueType.Kind.ROW ? members(type) : List.of(),
                items(type));
    }

    private static List<ColumnSchema> members(ValueType row) {
        return row.fields().stream()
                .map(field -> column(field.name(), field.type(), 0, false))
                .toList();
    }

    private static @Nullable ColumnSchema items(ValueType type) {
        return switch (type.kind()) {
            case ARRAY -> column("item", type.element(), 0, false);
            case MAP -> column("value", type.mapped(), 0, false);
            default -> null;
        };
    }

    /** As a contract's column has it. */
    private static int precision(ValueType type) {
        return switch (type.kind()) {
            case DECIMAL -> type.precision();
            case TIMESTAMP_MICROS -> 6;
            default -> 0;
        };
    }

    private static ColumnType columnType(ValueType type) {
        return switch (type.kind()) {
            case BOOLEAN -> ColumnType.BOOLEAN;
            case INTEGER, BIGINT -> ColumnType.LONG;
            case DOUBLE -> ColumnType.DOUBLE;
            case DECIMAL -> ColumnType.DECIMAL;
            case VARCHAR -> ColumnType.STRING;
            case INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH ->
                throw new IllegalArgumentException("events have no " + type.kind());
            case VARBINARY -> ColumnType.BINARY;
            case DATE -> ColumnType.DATE;
            case TIME -> ColumnType.TIME;
            case TIMESTAMP, TIMESTAMP_MICROS -> ColumnType.TIMESTAMP;
            case ROW -> ColumnType.OBJECT;
            case ARRAY -> ColumnType.ARRAY;
            case MAP -> ColumnType.MAP;
        };
    }
}
