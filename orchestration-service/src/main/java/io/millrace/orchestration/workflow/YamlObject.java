package io.millrace.orchestration.workflow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A mapping of the document. Keys that nobody asked for are mistakes, with the nearest one that somebody did. */
final class YamlObject {
    private final @Nullable Mark mark;
    private final String pointer;
    private final Mistakes mistakes;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();
    private final Map<String, Mark> keyMarks = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    private YamlObject(@Nullable Mark mark, String pointer, Mistakes mistakes) {
        this.mark = mark;
        this.pointer = pointer;
        this.mistakes = mistakes;
    }

    static YamlObject of(MappingNode mapping, String pointer, Mistakes mistakes) {
        YamlObject object = new YamlObject(mapping.getStartMark(), pointer, mistakes);
        mapping.getValue().forEach(object::put);
        return object;
    }

    private void put(NodeTuple tuple) {
        Mark keyMark = tuple.getKeyNode().getStartMark();
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            mistakes.add(keyMark, pointer, "WRONG_TYPE", "A key must be a single word.", null);
            return;
        }
        String name = key.getValue();
        String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        if (keyMarks.put(name, keyMark) != null) {
            mistakes.add(keyMark, place, "DUPLICATE_KEY", "'" + YamlValue.cut(name) + "' stands here twice.", null);
        }
        values.put(name, new YamlValue(tuple.getValueNode(), place, mistakes));
    }

    /** All members in the document's order, for mappings whose keys are the user's own. */
    Map<String, YamlValue> members() {
        return values;
    }

    /** Null where the key is absent, or there with no value. */
    @Nullable
    YamlValue get(String key) {
        known.add(key);
        YamlValue value = values.get(key);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    @Nullable
    YamlValue require(String key, String what) {
        YamlValue value = get(key);
        if (value == null) {
            mistakes.add(mark, pointer, "MISSING_KEY", "'" + key + "' is missing; it is " + what + ".", null);
        }
        return value;
    }

    /** The member's answer, or the default where it is absent or a mistake. */
    <T> T orElse(String key, Function<YamlValue, @Nullable T> read, T absent) {
        YamlValue value = get(key);
        T answer = value == null ? null : read.apply(value);
        return answer == null ? absent : answer;
    }

    void mistake(String code, String detail) {
        mistakes.add(mark, pointer, code, detail, null);
    }

    /** To be called when every known key was asked for. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                String hint = Mistakes.nearest(key, known).orElse(null);
                YamlValue value = values.get(key);
                mistakes.add(
                        keyMarks.get(key),
                        value == null ? pointer : value.pointer(),
                        "UNKNOWN_KEY",
                        "'" + YamlValue.cut(key) + "' is not known here; "
                                + (hint == null
                                        ? "known are " + String.join(", ", known)
                                        : "did you mean '" + hint + "'?"),
                        hint);
            }
        }
    }
}
