package io.millrace.cli.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A part of a YAML document that knows its place.
 *
 * @param value as JSON; numbers keep all their digits
 * @param line 1-based
 * @param column 1-based
 * @param members of a mapping, in their order; empty for others
 * @param items of a sequence; empty for others
 */
record PlacedYaml(JsonNode value, int line, int column, Map<String, PlacedYaml> members, List<PlacedYaml> items) {
    private static final int PARTS_MAX = 500_000;
    private static final int DEPTH_MAX = 64;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** @throws MistakeException where the text is not YAML, is too deep, too large, or has a number that JSON cannot hold */
    static PlacedYaml read(String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        try {
            Node root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new MistakeException(1, 1, "The file is empty; write 'view:' and 'tests:'."));
            return new Reader().read(root, 0);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().orElse(null);
            throw new MistakeException(
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    "This is not YAML: " + e.getProblem() + ".");
        } catch (YamlEngineException e) {
            throw new MistakeException(1, 1, "This is not YAML: " + e.getMessage());
        }
    }

    @Nullable
    PlacedYaml member(String name) {
        return members.get(name);
    }

    boolean isMapping() {
        return value.isObject();
    }

    boolean isSequence() {
        return value.isArray();
    }

    /** Something is wrong at a place. */
    static final class MistakeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final int column;

        MistakeException(int line, int column, String message) {
            super(message);
            this.line = line;
            this.column = column;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }

    /** Aliases are followed, so that the parts that come of them are counted, too. */
    private static final class Reader {
        private int parts;

        PlacedYaml read(Node node, int depth) {
            if (depth > DEPTH_MAX || ++parts > PARTS_MAX) {
                throw mistake(
                        node,
                        depth > DEPTH_MAX
                                ? "This is nested deeper than " + DEPTH_MAX + " levels."
                                : "The file has more than " + PARTS_MAX + " values; split it.");
            }
            return switch (node) {
                case MappingNode mapping -> mapping(mapping, depth);
                case SequenceNode sequence -> sequence(sequence, depth);
                case ScalarNode scalar -> placed(scalar, scalar(scalar), Map.of(), List.of());
                default -> throw mistake(node, "This is neither a mapping, a sequence nor a value.");
            };
        }

        private PlacedYaml mapping(MappingNode mapping, int depth) {
            Map<String, PlacedYaml> members = new LinkedHashMap<>();
            ObjectNode json = NODES.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw mistake(tuple.getKeyNode(), "A name is a text, not a mapping or a sequence.");
                }
                PlacedYaml member = read(tuple.getValueNode(), depth + 1);
                if (members.put(key.getValue(), at(key, member)) != null) {
                    throw mistake(key, "'" + key.getValue() + "' is there twice; keep one.");
                }
                json.set(key.getValue(), member.value());
            }
            return placed(mapping, json, members, List.of());
        }

        private PlacedYaml sequence(SequenceNode sequence, int depth) {
            List<PlacedYaml> items = new ArrayList<>();
            ArrayNode json = NODES.arrayNode();
            for (Node item : sequence.getValue()) {
                PlacedYaml read = read(item, depth + 1);
                items.add(read);
                json.add(read.value());
            }
            return placed(sequence, json, Map.of(), items);
        }

        /** A member is where its name is. */
        private static PlacedYaml at(Node key, PlacedYaml member) {
            return placed(key, member.value, member.members, member.items);
        }

        private static PlacedYaml placed(
                Node node, JsonNode value, Map<String, PlacedYaml> members, List<PlacedYaml> items) {
            Optional<Mark> mark = node.getStartMark();
            return new PlacedYaml(
                    value,
                    mark.map(Mark::getLine).orElse(0) + 1,
                    mark.map(Mark::getColumn).orElse(0) + 1,
                    members,
                    items);
        }

        private static JsonNode scalar(ScalarNode scalar) {
            Tag tag = scalar.getTag();
            String text = scalar.getValue();
            if (tag.equals(Tag.NULL)) {
                return NODES.nullNode();
            } else if (tag.equals(Tag.BOOL)) {
                return NODES.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
            } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
                return NODES.numberNode(number(scalar, text));
            }
            return NODES.stringNode(text);
        }

        private static BigDecimal number(ScalarNode scalar, String text) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw mistake(scalar, "'" + text + "' is no number that JSON has; quote it or write another.");
            }
        }

        private static MistakeException mistake(Node node, String message) {
            PlacedYaml at = placed(node, NODES.nullNode(), Map.of(), List.of());
            return new MistakeException(at.line, at.column, message);
        }
    }
}
