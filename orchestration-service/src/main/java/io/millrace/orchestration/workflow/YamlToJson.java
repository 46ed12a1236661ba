package io.millrace.orchestration.workflow;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.json.JsonMapper;

/** A body that is written as YAML is sent as the JSON it means; one that is written as text is sent as it is. */
final class YamlToJson {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** An alias in a body may stand for much text; this bounds what is built from it. */
    private static final int NODES_MAX = 10_000;
    /** An anchor may hold an alias to itself. */
    private static final int DEPTH_MAX = 50;

    private int nodes;
    private int depth;

    private YamlToJson() {}

    static @Nullable String body(YamlValue value) {
        if (value.node() instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        try {
            return JSON.writeValueAsString(new YamlToJson().value(value.node()));
        } catch (IllegalStateException | NumberFormatException e) {
            value.mistake("BAD_BODY", "The body cannot be sent as JSON: " + e.getMessage() + ".");
            return null;
        }
    }

    private @Nullable Object value(Node node) {
        if (++nodes > NODES_MAX) {
            throw new IllegalStateException("it has more than " + NODES_MAX + " values");
        }
        if (++depth > DEPTH_MAX) {
            throw new IllegalStateException("it is nested deeper than " + DEPTH_MAX);
        }
        Object value = switch (node) {
            case MappingNode mapping -> object(mapping);
            case SequenceNode sequence -> list(sequence);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalStateException("it has a value that JSON does not have");
        };
        depth--;
        return value;
    }

    private Map<String, @Nullable Object> object(MappingNode mapping) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        mapping.getValue().forEach(tuple -> {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new IllegalStateException("it has a key that is not a single word");
            }
            object.put(key.getValue(), value(tuple.getValueNode()));
        });
        return object;
    }

    private List<@Nullable Object> list(SequenceNode sequence) {
        List<@Nullable Object> list = new ArrayList<>();
        sequence.getValue().forEach(element -> list.add(value(element)));
        return list;
    }

    private static @Nullable Object scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT));
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return number && text.matches("[-+]?\\d{1,300}(\\.\\d{1,300})?([eE][-+]?\\d{1,3})?")
                ? new BigDecimal(text)
                : text;
    }
}
