package io.millrace.ingestion.admission;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One text for all ways to write the same JSON value, so that values can be compared. For small values: it builds a tree. */
final class CanonicalJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CanonicalJson() {}

    static String of(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder();
        try {
            append(MAPPER.readTree(bytes, from, to - from), text);
        } catch (JacksonException e) {
            // A number too long for the tree: compared as it is written.
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        return text.toString();
    }

    private static void append(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            text.append('{');
            members.forEach((name, value) -> {
                text.append(MAPPER.writeValueAsString(name)).append(':');
                append(value, text);
                text.append(',');
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(item -> {
                append(item, text);
                text.append(',');
            });
            text.append(']');
        } else if (node.isNumber()) {
            BigDecimal value = node.decimalValue().stripTrailingZeros();
            text.append(value.signum() == 0 ? "0" : value.toString());
        } else {
            text.append(node);
        }
    }
}
