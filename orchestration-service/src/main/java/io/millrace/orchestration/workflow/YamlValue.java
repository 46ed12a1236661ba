package io.millrace.orchestration.workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node of the document with its place. A question that it cannot answer is a mistake that is written down, and the answer
 * is null.
 *
 * @param pointer RFC 6901
 */
record YamlValue(Node node, String pointer, Mistakes mistakes) {

    @Nullable
    YamlObject object() {
        if (node instanceof MappingNode mapping) {
            return YamlObject.of(mapping, pointer, mistakes);
        }
        return wrong("a mapping");
    }

    boolean isObject() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    @Nullable
    List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            return wrong("a list");
        }
        List<YamlValue> values = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            values.add(new YamlValue(element, pointer + "/" + values.size(), mistakes));
        }
        return values;
    }

    /** The scalar as it was written, whatever its type. */
    @Nullable
    String text() {
        if (node instanceof ScalarNode scalar && !isNull()) {
            return scalar.getValue();
        }
        return wrong("text");
    }

    @Nullable
    Integer integer(int min, int max) {
        if (node instanceof ScalarNode scalar && scalar.getValue().matches("-?\\d{1,9}")) {
            int value = Integer.parseInt(scalar.getValue());
            if (value >= min && value <= max) {
                return value;
            }
        }
        mistake("OUT_OF_RANGE", "It is not a whole number from " + min + " to " + max + ".");
        return null;
    }

    @Nullable
    Duration duration(Duration min, Duration max) {
        String text = text();
        if (text == null) {
            return null;
        }
        Duration duration = Durations.parse(text).orElse(null);
        if (duration == null) {
            mistake("BAD_DURATION", "'" + cut(text) + "' is not a duration; write " + Durations.FORM + ".");
        } else if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            mistake(
                    "OUT_OF_RANGE",
                    "'" + text + "' is outside " + Durations.show(min) + " to " + Durations.show(max) + ".");
            return null;
        }
        return duration;
    }

    void mistake(String code, String detail) {
        mistakes.add(node, pointer, code, detail);
    }

    void mistake(String code, String detail, @Nullable String hint) {
        mistakes.add(node.getStartMark(), pointer, code, detail, hint);
    }

    /** Text of a user's input for a message, shortened. */
    static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private <T> @Nullable T wrong(String expected) {
        String found = isObject() ? "a mapping" : isList() ? "a list" : isNull() ? "nothing" : "a single value";
        mistake("WRONG_TYPE", "Here must be " + expected + ", and there is " + found + ".");
        return null;
    }
}
