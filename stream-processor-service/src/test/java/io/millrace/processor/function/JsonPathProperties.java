package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Paths lead to what Jackson's tree has there, and JSON_QUERY writes what reads back as that tree. */
class JsonPathProperties {
    private static final long SEED = Long.getLong("seed", 42);
    private static final String[] NAMES = {"a", "b", "c", "größe", "two words", "a.b", "\uD83D\uDE00"};
    private static final String[] TEXTS = {"", "x", "\"", "\\", "\n\t\u0001", "ß😀", "12", "true", "1e5"};
    private static final ValueType VARCHAR = ValueType.of(Kind.VARCHAR);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Random random = new Random(SEED);

    @Test
    void leadToWhatTheTreeHas() {
        int found = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            JsonNode tree = node(3);
            String json = random.nextBoolean() ? tree.toString() : tree.toPrettyString();
            StringBuilder path = new StringBuilder("$");
            JsonNode there = walk(tree, path);
            String of = "seed " + SEED + ", trial " + trial + ": " + path + " of " + json;
            boolean nothing = there.isMissingNode() || there.isNull();
            boolean rootNull = tree.isNull();
            assertThat(exists("lax " + path, json)).as(of).isEqualTo(!nothing && !rootNull);
            assertThat(value("lax " + path, json)).as(of).isEqualTo(expected(there, rootNull, "empty"));
            assertThat(value("strict " + path, json)).as(of).isEqualTo(expected(there, rootNull, "error"));
            String query = query("lax " + path, json);
            if (there.isContainer()) {
                assertThat(MAPPER.readTree(query)).as(of).isEqualTo(there);
                found++;
            } else {
                assertThat(query).as(of).isNull();
            }
        }
        assertThat(found).isGreaterThan(1_000);
    }

    private static String expected(JsonNode there, boolean rootNull, String otherwise) {
        if (rootNull) {
            return "error";
        }
        return there.isMissingNode() || there.isNull() || there.isContainer() ? otherwise : there.asString();
    }

    /** A text that is cut or changed somewhere is JSON for us where it is for Jackson, which does not look behind the value. */
    @Test
    void textsAreJsonWhereJacksonReadsThem() {
        JsonMapper lenient = MAPPER.rebuild()
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        for (int trial = 0; trial < 20_000; trial++) {
            StringBuilder text = new StringBuilder(node(2).toString());
            for (int i = random.nextInt(3); i > 0 && !text.isEmpty(); i--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.setCharAt(at, "{}[],:\"\\0e-. x".charAt(random.nextInt(14)));
                }
            }
            String json = text.toString();
            assertThat(JsonText.isValue(json)).as("seed %d: %s", SEED, json).isEqualTo(reads(lenient, json));
        }
    }

    private static boolean reads(JsonMapper mapper, String json) {
        try {
            return !mapper.readTree(json).isMissingNode();
        } catch (JacksonException | NumberFormatException e) {
            return false;
        }
    }

    private static Boolean exists(String path, String json) {
        return new JsonExists(JsonPath.of(path), new JsonFallback(false, false)).of(json);
    }

    private static Object value(String path, String json) {
        JsonFallback empty = new JsonFallback(false, "empty");
        JsonFallback error = new JsonFallback(false, "error");
        return new JsonValue(JsonPath.of(path), VARCHAR, empty, error).of(json);
    }

    private static String query(String path, String json) {
        return new JsonQuery(JsonPath.of(path), JsonQuery.Wrapper.NEVER, JsonFallback.NULL, JsonFallback.NULL).of(json);
    }

    /** A random path along the tree, or off it. */
    private JsonNode walk(JsonNode tree, StringBuilder path) {
        JsonNode at = tree;
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean element = at.isArray() ? random.nextInt(8) > 0 : random.nextInt(8) == 0;
            if (element) {
                int index = random.nextInt(4);
                path.append('[').append(index).append(']');
                at = at.isArray() ? at.path(index) : MAPPER.missingNode();
            } else {
                String name = NAMES[random.nextInt(NAMES.length)];
                path.append(name.matches("[\\p{L}]+") && random.nextBoolean() ? "." + name : "['" + name + "']");
                at = at.path(name);
            }
        }
        return at;
    }

    private JsonNode node(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> MAPPER.getNodeFactory().nullNode();
            case 1 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> MAPPER.getNodeFactory().numberNode(new java.math.BigInteger(70, random));
            case 3 ->
                MAPPER.getNodeFactory()
                        .numberNode(
                                new java.math.BigDecimal(new java.math.BigInteger(40, random), 1 + random.nextInt(9)));
            case 4, 5 -> MAPPER.getNodeFactory().stringNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 6 -> {
                ArrayNode array = MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(node(depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = MAPPER.createObjectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(NAMES[random.nextInt(NAMES.length)], node(depth - 1));
                }
                yield object;
            }
        };
    }
}
