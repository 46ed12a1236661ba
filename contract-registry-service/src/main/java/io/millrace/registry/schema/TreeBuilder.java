package io.millrace.registry.schema;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import io.millrace.registry.schema.SourceDocument.Place;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds a tree out of a parser's events and keeps the limits: depth, number of nodes (those that aliases repeat counted
 * each time), duplicate keys, and characters that cannot be stored. What breaks a limit ends the reading; what is merely
 * wrong is collected.
 */
final class TreeBuilder {
    static final int DEPTH_MAX = 64;
    static final int NODES_MAX = 50_000;
    /** Digits of a number, and its decimal exponent: more has no use and costs those who compute with it. */
    static final int NUMBER_DIGITS_MAX = 100;

    private static final int NUMBER_EXPONENT_MAX = 400;
    private static final int WRONG_MAX = 100;

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final List<Violation> wrong = new ArrayList<>();
    private @Nullable JsonNode root;
    private @Nullable Places rootPlaces;
    private int nodes;

    private static final class Frame {
        final JsonNode container;
        final Places places;

        @Nullable
        String key;

        @Nullable
        Place keyPlace;

        Frame(JsonNode container, Places places) {
            this.container = container;
            this.places = places;
        }
    }

    void startObject(Place place) {
        start(JsonNodeFactory.instance.objectNode(), place);
    }

    void startArray(Place place) {
        start(JsonNodeFactory.instance.arrayNode(), place);
    }

    private void start(JsonNode container, Place place) {
        if (frames.size() >= DEPTH_MAX) {
            throw malformed("DEPTH", "The document is nested deeper than " + DEPTH_MAX + " levels. Flatten it.", place);
        }
        Frame parent = frames.peek();
        Place shown = parent == null || parent.keyPlace == null ? place : parent.keyPlace;
        frames.push(new Frame(container, attach(container, shown)));
    }

    /** Ends the innermost object or array and gives it back. */
    JsonNode end() {
        return frames.pop().container;
    }

    boolean awaitsKey() {
        Frame frame = frames.peek();
        return frame != null && frame.container.isObject() && frame.key == null;
    }

    void key(String name, Place place) {
        Frame frame = Objects.requireNonNull(frames.peek());
        checkCharacters(name, place);
        if (frame.container.has(name)) {
            wrong("DUPLICATE_KEY", "'" + name + "' is there twice. Keep one of them.", place);
        }
        frame.key = name;
        frame.keyPlace = place;
    }

    JsonNode string(String value, Place place) {
        checkCharacters(value, place);
        return scalar(JsonNodeFactory.instance.stringNode(value), place);
    }

    JsonNode bool(boolean value, Place place) {
        return scalar(JsonNodeFactory.instance.booleanNode(value), place);
    }

    JsonNode nothing(Place place) {
        return scalar(JsonNodeFactory.instance.nullNode(), place);
    }

    JsonNode number(BigDecimal value, Place place) {
        if (value.precision() > NUMBER_DIGITS_MAX || Math.abs((long) value.scale()) > NUMBER_EXPONENT_MAX) {
            wrong(
                    "NUMBER",
                    "A number has more than " + NUMBER_DIGITS_MAX + " digits or an exponent beyond "
                            + NUMBER_EXPONENT_MAX + ". Write a smaller one.",
                    place);
            return nothing(place);
        }
        if (value.scale() <= 0 && value.precision() - value.scale() <= 18) {
            return scalar(JsonNodeFactory.instance.numberNode(value.longValueExact()), place);
        }
        return scalar(JsonNodeFactory.instance.numberNode(value), place);
    }

    private JsonNode scalar(JsonNode value, Place place) {
        attach(value, place);
        return value;
    }

    /** A part that is there already, by an alias; its nodes count anew. */
    void repeated(JsonNode value, Place place) {
        nodes += size(value);
        attach(value, place);
    }

    void wrong(String code, String detail, Place place) {
        if (wrong.size() < WRONG_MAX) {
            wrong.add(Violation.at(place.line(), place.column(), code, detail, null));
        }
    }

    SourceDocument build(DocumentFormat format, String text) {
        JsonNode content = root;
        Places places = rootPlaces;
        if (content == null || places == null) {
            throw malformed("EMPTY", "The document is empty. Send a contract.", new Place(1, 1));
        }
        if (!wrong.isEmpty()) {
            throw new MillraceException(
                    RegistryError.MALFORMED_CONTRACT,
                    "The document cannot be taken as it is: " + summary(wrong.getFirst()) + more(),
                    wrong);
        }
        return new SourceDocument(format, text, content, places);
    }

    private String more() {
        return wrong.size() == 1 ? "" : " There are " + (wrong.size() - 1) + " more such places.";
    }

    static MillraceException malformed(String code, String detail, Place place) {
        Violation violation = Violation.at(place.line(), place.column(), code, detail, null);
        return new MillraceException(RegistryError.MALFORMED_CONTRACT, summary(violation), List.of(violation));
    }

    private static String summary(Violation violation) {
        return "line " + violation.line() + ", column " + violation.column() + ": " + violation.detail();
    }

    private Places attach(JsonNode value, Place place) {
        if (++nodes > NODES_MAX) {
            throw malformed(
                    "SIZE",
                    "The document has more than " + NODES_MAX + " parts, aliases counted out. Split the contract.",
                    place);
        }
        Frame frame = frames.peek();
        if (frame == null) {
            Places places = new Places(place);
            root = value;
            rootPlaces = places;
            return places;
        }
        if (frame.container instanceof ArrayNode array) {
            array.add(value);
            return frame.places.put(String.valueOf(array.size() - 1), place);
        }
        String key = Objects.requireNonNull(frame.key);
        ((ObjectNode) frame.container).set(key, value);
        frame.key = null;
        frame.keyPlace = null;
        return frame.places.put(key, place);
    }

    private void checkCharacters(String value, Place place) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || Character.isSurrogate(c) && !isPair(value, i)) {
                wrong("CHARACTER", "A string holds U+%04X, which is not text. Remove it.".formatted((int) c), place);
                return;
            }
            if (Character.isSurrogate(c)) {
                i++;
            }
        }
    }

    private static boolean isPair(String value, int index) {
        return index + 1 < value.length() && Character.isSurrogatePair(value.charAt(index), value.charAt(index + 1));
    }

    private int size(JsonNode value) {
        int size = 0;
        Deque<JsonNode> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty() && size + nodes <= NODES_MAX) {
            size++;
            open.pop().forEach(open::push);
        }
        return size;
    }
}
