package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.views.row.KeyCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A read of one view of several, understood by what the view's version is. */
sealed interface PlannedRead {
    ViewShape shape();

    /** @param text as it was sent */
    record ByQuery(ViewShape shape, RowQuery query, String text) implements PlannedRead {}

    /**
     * @param keys null where no row can have such a key
     * @param text the keys as they were sent, as JSON
     */
    record ByKeys(ViewShape shape, List<byte @Nullable []> keys, String text) implements PlannedRead {}

    /** @return what is of use only where nothing was wrong */
    static PlannedRead of(RequestedReads.Read read, ViewShape shape, Violations violations) {
        List<JsonNode> keys = read.keys();
        String query = read.query();
        if (keys != null) {
            return new ByKeys(shape, keys(read.pointer() + "/keys", keys, shape, violations), keys.toString());
        }
        String text = query == null ? "" : query;
        try {
            return new ByQuery(shape, ParseRowQuery.parse(shape.columns(), QueryText.parameters(text)), text);
        } catch (MillraceException e) {
            violations.addAll(read.pointer() + "/query", e);
        } catch (IllegalArgumentException e) {
            violations.add(
                    read.pointer() + "/query",
                    "INVALID_VALUE",
                    "The query is not encoded as in an address; write % as %25.");
        }
        return new ByKeys(shape, List.of(), "[]");
    }

    static List<byte @Nullable []> keys(String pointer, List<JsonNode> keys, ViewShape shape, Violations violations) {
        KeyCodec codec = shape.keys();
        if (codec.size() == 0) {
            String view = shape.version().view();
            violations.add(
                    pointer, "INVALID_KEY", "View '" + view + "' has one row and no key. Read it without 'keys'.");
            return List.of();
        }
        List<byte @Nullable []> encoded = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            JsonNode key = keys.get(i);
            String place = pointer + "/" + i;
            if (key.isArray() && key.size() == codec.size()) {
                encoded.add(
                        KeyValues.encoded(codec, key.valueStream().toList(), index -> place + "/" + index, violations));
            } else {
                violations.add(place, "INVALID_KEY", "A key is an array of " + form(codec) + ".");
            }
        }
        return encoded;
    }

    private static String form(KeyCodec keys) {
        return IntStream.range(0, keys.size())
                .mapToObj(index -> keys.name(index) + " ("
                        + (keys.isHidden()
                                ? "partition-offset"
                                : keys.type(index).form()) + ")")
                .collect(Collectors.joining(", "));
    }
}
