package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random streams, each with the JSON Schema that says the same. */
final class RandomSchemas {
    private static final List<ColumnType> SCALARS =
            List.of(ColumnType.STRING, ColumnType.LONG, ColumnType.DOUBLE, ColumnType.BOOLEAN);
    private static final List<ColumnType> NESTED = List.of(ColumnType.OBJECT, ColumnType.ARRAY, ColumnType.MAP);
    private static final List<String> PATTERNS = List.of("^[a-c]+$", "b", "^.{0,3}$", "^(ab|c)*$");

    private final Random random;

    record Pair(StreamSchema schema, Map<String, Object> jsonSchema) {}

    RandomSchemas(Random random) {
        this.random = random;
    }

    Pair next() {
        boolean keepUnknown = random.nextBoolean();
        Map<String, Object> jsonSchema = new LinkedHashMap<>();
        List<ColumnSchema> columns = columns(1 + random.nextInt(5), 0, keepUnknown, jsonSchema);
        return new Pair(
                new StreamSchema("s", "s", null, "c", "1.0.0", 1, columns, null, 0, keepUnknown, -1), jsonSchema);
    }

    private List<ColumnSchema> columns(int count, int depth, boolean keepUnknown, Map<String, Object> jsonSchema) {
        List<ColumnSchema> columns = new ArrayList<>();
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> property = new LinkedHashMap<>();
            ColumnSchema column = column(RandomEvents.NAMES.get(i), depth, keepUnknown, property);
            columns.add(column);
            properties.put(column.name(), property);
            if (column.required()) {
                required.add(column.name());
            }
        }
        jsonSchema.put("type", "object");
        jsonSchema.put("properties", properties);
        jsonSchema.put("required", required);
        jsonSchema.put("additionalProperties", keepUnknown);
        return columns;
    }

    private ColumnSchema column(String name, int depth, boolean keepUnknown, Map<String, Object> property) {
        boolean required = random.nextInt(3) == 0;
        int kind = random.nextInt(depth < 2 ? 4 + NESTED.size() : 4);
        ColumnType type = kind < 4 ? SCALARS.get(kind) : NESTED.get(kind - 4);
        List<ColumnSchema> properties = List.of();
        ColumnSchema items = null;
        if (type == ColumnType.OBJECT) {
            properties = columns(1 + random.nextInt(3), depth + 1, keepUnknown, property);
        } else if (type == ColumnType.ARRAY) {
            Map<String, Object> item = new LinkedHashMap<>();
            items = column("item", depth + 1, keepUnknown, item);
            property.put("items", item);
        } else if (type == ColumnType.MAP) {
            ColumnType value = SCALARS.get(random.nextInt(SCALARS.size()));
            items = ColumnSchema.of("value", value, false, 0);
            property.put("additionalProperties", Map.of("type", List.of(jsonType(value), "null")));
        }
        Map<String, Object> constraints = constraints(type);
        property.putAll(constraints);
        String word = jsonType(type);
        property.put("type", required ? word : List.of(word, "null"));
        return new ColumnSchema(
                name,
                type,
                required,
                0,
                0,
                0,
                TestSchemas.where(constraints.entrySet().stream()
                        .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                        .toArray()),
                null,
                properties,
                items);
    }

    private Map<String, Object> constraints(ColumnType type) {
        Map<String, Object> constraints = new HashMap<>();
        switch (type) {
            case STRING -> {
                maybe(constraints, "minLength", random.nextInt(3));
                maybe(constraints, "maxLength", 1 + random.nextInt(4));
                maybe(constraints, "pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
            }
            case LONG, DOUBLE -> {
                maybe(constraints, "minimum", bound());
                maybe(constraints, "maximum", bound());
                maybe(constraints, "exclusiveMinimum", bound());
                maybe(constraints, "exclusiveMaximum", bound());
                maybe(constraints, "multipleOf", BigDecimal.valueOf(1 + random.nextInt(4)));
            }
            case ARRAY -> {
                maybe(constraints, "minItems", random.nextInt(2));
                maybe(constraints, "maxItems", 1 + random.nextInt(3));
                maybe(constraints, "uniqueItems", true);
            }
            default -> {}
        }
        return constraints;
    }

    private BigDecimal bound() {
        return BigDecimal.valueOf(random.nextInt(41) - 20, random.nextInt(2));
    }

    private void maybe(Map<String, Object> constraints, String name, Object value) {
        if (random.nextInt(4) == 0) {
            constraints.put(name, value);
        }
    }

    private static String jsonType(ColumnType type) {
        return switch (type) {
            case STRING -> "string";
            case LONG -> "integer";
            case DOUBLE -> "number";
            case BOOLEAN -> "boolean";
            case OBJECT, MAP -> "object";
            case ARRAY -> "array";
            default -> throw new IllegalArgumentException(type.name());
        };
    }
}
