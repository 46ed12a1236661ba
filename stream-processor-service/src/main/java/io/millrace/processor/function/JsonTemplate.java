package io.millrace.processor.function;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON_OBJECT and JSON_ARRAY: everything but the values is known when the view is made. */
public final class JsonTemplate {
    /**
     * A place for a value.
     *
     * @param raw whether the value is JSON already, of JSON_OBJECT or JSON_ARRAY inside
     */
    public record Slot(boolean raw) {}

    private final String open;
    private final String close;
    private final List<String> prefixes;
    private final int[] order;
    private final List<Slot> slots;
    private final boolean absentOnNull;

    private JsonTemplate(
            String open, String close, List<String> prefixes, int[] order, List<Slot> slots, boolean absentOnNull) {
        this.open = open;
        this.close = close;
        this.prefixes = prefixes;
        this.order = order;
        this.slots = slots;
        this.absentOnNull = absentOnNull;
    }

    /** Members are in the order of their names, as in Flink. */
    public static JsonTemplate object(List<String> names, List<Slot> slots, boolean absentOnNull) {
        SortedMap<String, Integer> sorted = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (sorted.put(names.get(i), i) != null) {
                throw EvaluationFailure.argument("the key '" + names.get(i) + "' is there twice");
            }
        }
        List<String> prefixes =
                names.stream().map(name -> JsonText.write(name) + ":").toList();
        int[] order = sorted.values().stream().mapToInt(Integer::intValue).toArray();
        return new JsonTemplate("{", "}", prefixes, order, List.copyOf(slots), absentOnNull);
    }

    public static JsonTemplate array(List<Slot> slots, boolean absentOnNull) {
        int[] order = java.util.stream.IntStream.range(0, slots.size()).toArray();
        List<String> prefixes = slots.stream().map(slot -> "").toList();
        return new JsonTemplate("[", "]", prefixes, order, List.copyOf(slots), absentOnNull);
    }

    /**
     * The JSON.
     *
     * @param values String, Boolean, Integer, Long, Double or null
     */
    public String fill(@Nullable Object[] values) {
        StringBuilder text = new StringBuilder(open);
        String separator = "";
        for (int i : order) {
            Object value = values[i];
            if (value != null || !absentOnNull) {
                text.append(separator).append(prefixes.get(i));
                if (value instanceof String json && slots.get(i).raw()) {
                    text.append(json);
                } else {
                    JsonText.write(value == null ? JsonText.Absent.NULL : value, text);
                }
                separator = ",";
            }
        }
        Texts.fits(text.length());
        return text.append(close).toString();
    }
}
