package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.stage.ViewPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a scan and where it is in events.
 *
 * <pre>
 * address.city   →   column address.city, member [address, city]
 * </pre>
 */
record ScanColumn(ViewPlan.Column column, ViewPlan.Member member) {
    /** @param members indexes from the contract's column inwards; empty for the column itself */
    static ScanColumn of(ColumnSchema column, List<Integer> members) {
        List<String> path = new ArrayList<>(List.of(column.name()));
        ColumnSchema at = column;
        for (int member : members) {
            at = at.properties().get(member);
            path.add(at.name());
        }
        boolean nullable = !members.isEmpty() || StreamTable.isNullable(column);
        return new ScanColumn(
                new ViewPlan.Column(String.join(".", path), StreamTable.valueType(at), nullable),
                new ViewPlan.Member(List.copyOf(path), form(at)));
    }

    private static ViewPlan.@Nullable Form form(ColumnSchema column) {
        return switch (column.type()) {
            case DATE, TIME, TIMESTAMP -> {
                String zone = column.constraints().defaultTimezone();
                yield new ViewPlan.TimeForm(
                        zone == null ? "UTC" : zone, column.constraints().format());
            }
            case OBJECT -> nested(column.properties());
            case ARRAY -> nested(List.of(Objects.requireNonNull(column.items())));
            case MAP ->
                nested(List.of(
                        ColumnSchema.of("key", ColumnType.STRING, true, 0), Objects.requireNonNull(column.items())));
            case STRING, BINARY, LONG, DOUBLE, DECIMAL, BOOLEAN -> null;
        };
    }

    private static ViewPlan.@Nullable Form nested(List<ColumnSchema> columns) {
        List<ViewPlan.@Nullable Form> parts = new ArrayList<>();
        columns.forEach(part -> parts.add(form(part)));
        return parts.stream().allMatch(Objects::isNull)
                ? null
                : new ViewPlan.NestedForm(Collections.unmodifiableList(parts));
    }
}
