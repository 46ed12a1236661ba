package io.millrace.registry.schema;

import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Lists where two documents say different things, their status apart. */
public final class DiffDocuments {
    private static final int DIFFERENCES_MAX = 50;
    private static final int SHOWN_MAX = 10;
    private static final int VALUE_LENGTH_MAX = 60;

    private final List<Violation> differences = new ArrayList<>();
    private final SourceDocument after;

    private DiffDocuments(SourceDocument after) {
        this.after = after;
    }

    /** At most {@value #DIFFERENCES_MAX} differences, placed in the newer document. */
    public static List<Violation> diff(JsonNode before, SourceDocument after) {
        DiffDocuments comparison = new DiffDocuments(after);
        comparison.compare(before, after.content(), "");
        return List.copyOf(comparison.differences);
    }

    /** A list for people, one line each; empty where there are no differences. */
    public static String inWords(List<Violation> differences) {
        if (differences.isEmpty()) {
            return "";
        }
        String lines =
                differences.stream().limit(SHOWN_MAX).map(Violation::detail).collect(Collectors.joining("\n"));
        return "\n" + lines + (differences.size() > SHOWN_MAX ? "\n…" : "");
    }

    private void compare(JsonNode before, JsonNode now, String pointer) {
        if (differences.size() >= DIFFERENCES_MAX || pointer.equals("/status")) {
            return;
        }
        if (before.isObject() && now.isObject()) {
            Set<String> names = new LinkedHashSet<>(before.propertyNames());
            names.addAll(now.propertyNames());
            for (String name : names) {
                compare(
                        before.path(name),
                        now.path(name),
                        pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
            }
        } else if (before.isArray() && now.isArray()) {
            for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
                compare(before.path(i), now.path(i), pointer + "/" + i);
            }
        } else if (!same(before, now)) {
            String code = before.isMissingNode() ? "ADDED" : now.isMissingNode() ? "REMOVED" : "CHANGED";
            String detail = before.isMissingNode()
                    ? "+ " + pointer + ": " + shown(now)
                    : now.isMissingNode()
                            ? "- " + pointer + ": " + shown(before)
                            : "~ " + pointer + ": " + shown(before) + " → " + shown(now);
            differences.add(after.violation(pointer, code, detail, null));
        }
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= VALUE_LENGTH_MAX ? text : text.substring(0, VALUE_LENGTH_MAX) + "…";
    }
}
