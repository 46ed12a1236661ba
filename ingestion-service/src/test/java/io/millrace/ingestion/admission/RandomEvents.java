package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.StreamSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** Random events: mostly such as a schema allows, and always well-formed JSON. */
final class RandomEvents {
    static final List<String> NAMES = List.of("alpha", "b", "größe", "d/e~f", "a b");

    private static final List<String> TEXTS = List.of("", "a", "ab", "abc", "b😀", "ccc", "aaaa\n", "ä", "x\"y");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Random random;

    RandomEvents(Random random) {
        this.random = random;
    }

    String event(StreamSchema schema) {
        return object(schema.columns());
    }

    private String object(List<ColumnSchema> columns) {
        Map<String, String> members = new LinkedHashMap<>();
        for (ColumnSchema column : columns) {
            if (random.nextInt(12) != 0) {
                members.put(column.name(), value(column));
            }
        }
        if (random.nextInt(12) == 0) {
            members.put("unknown", any(0));
        }
        return write(members);
    }

    private String write(Map<String, String> members) {
        List<String> pairs = new ArrayList<>();
        members.forEach((name, value) -> pairs.add(space() + text(name) + space() + ":" + space() + value + space()));
        if (random.nextInt(3) == 0) {
            Collections.shuffle(pairs, random);
        }
        return "{" + String.join(",", pairs) + space() + "}";
    }

    private String value(ColumnSchema column) {
        if (random.nextInt(15) == 0) {
            return any(1);
        }
        return switch (column.type()) {
            case STRING -> text(TEXTS.get(random.nextInt(TEXTS.size())));
            case LONG -> String.valueOf(random.nextInt(41) - 20);
            case DOUBLE -> number();
            case BOOLEAN -> String.valueOf(random.nextBoolean());
            case OBJECT -> object(column.properties());
            case ARRAY -> {
                List<String> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(column.items() == null ? any(1) : value(column.items()));
                }
                yield "[" + String.join(",", items) + "]";
            }
            case MAP -> {
                Map<String, String> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    String value = random.nextInt(6) == 0 ? "null" : value(column.items());
                    entries.put(TEXTS.get(random.nextInt(TEXTS.size())), value);
                }
                yield write(entries);
            }
            default -> any(1);
        };
    }

    /** Never a whole number with a point or an exponent: on those, integers differ on purpose. */
    private String number() {
        String whole = String.valueOf(random.nextInt(41) - 20);
        return switch (random.nextInt(3)) {
            case 0 -> whole;
            case 1 -> whole + ".5";
            default -> 2 * random.nextInt(20) + 1 + "e-1";
        };
    }

    String anyObject() {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            members.put(NAMES.get(random.nextInt(NAMES.size())), any(0));
        }
        return write(members);
    }

    private String any(int depth) {
        return switch (random.nextInt(depth < 3 ? 8 : 6)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> "false";
            case 3 -> text(TEXTS.get(random.nextInt(TEXTS.size())));
            case 4 -> number();
            case 5 -> "[]";
            case 6 -> "[" + any(depth + 1) + "," + space() + any(depth + 1) + "]";
            default -> {
                Map<String, String> members = new LinkedHashMap<>();
                members.put(NAMES.get(random.nextInt(NAMES.size())), any(depth + 1));
                members.put("z", any(depth + 1));
                yield write(members);
            }
        };
    }

    /** The text as JSON, now and then with needless escapes. */
    private String text(String value) {
        if (random.nextInt(4) != 0) {
            return JSON.writeValueAsString(value);
        }
        StringBuilder escaped = new StringBuilder("\"");
        value.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
        return escaped.append('"').toString();
    }

    private String space() {
        return random.nextInt(6) == 0 ? " \t" : "";
    }
}
