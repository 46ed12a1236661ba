package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes schemas the way the registry publishes them. */
public final class TestSchemas {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TestSchemas() {}

    public static StreamSchema stream(@Nullable String eventTime, boolean keepUnknown, ColumnSchema... columns) {
        return new StreamSchema(
                "events", "events", null, "contract", "1.2.0", 4, List.of(columns), eventTime, 60_000, keepUnknown, -1);
    }

    public static ColumnSchema column(String name, ColumnType type, Constraints constraints) {
        return new ColumnSchema(name, type, false, 0, 0, 0, constraints, null, List.of(), null);
    }

    public static ColumnSchema required(String name, ColumnType type) {
        return ColumnSchema.of(name, type, true, 0);
    }

    public static ColumnSchema optional(String name, ColumnType type) {
        return ColumnSchema.of(name, type, false, 0);
    }

    public static ColumnSchema key(String name, ColumnType type, int position) {
        return ColumnSchema.of(name, type, true, position);
    }

    public static ColumnSchema decimal(String name, int precision, int scale) {
        return new ColumnSchema(
                name, ColumnType.DECIMAL, false, 0, precision, scale, Constraints.NONE, null, List.of(), null);
    }

    public static ColumnSchema object(String name, ColumnSchema... properties) {
        return new ColumnSchema(
                name, ColumnType.OBJECT, false, 0, 0, 0, Constraints.NONE, null, List.of(properties), null);
    }

    public static ColumnSchema array(String name, @Nullable ColumnSchema items, Constraints constraints) {
        return new ColumnSchema(name, ColumnType.ARRAY, false, 0, 0, 0, constraints, null, List.of(), items);
    }

    /** Constraints by name and value, as {@code "minLength", 3, "pattern", "^a"}. */
    public static Constraints where(Object... namesAndValues) {
        Map<String, Object> members = new java.util.HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return JSON.convertValue(members, Constraints.class);
    }
}
