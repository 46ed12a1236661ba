package io.millrace.registry.schema;

import io.millrace.registry.schema.SourceDocument.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;

/**
 * Reads one document of YAML 1.2 (core schema) from the parser's events, so that depth and aliases are bounded before
 * anything grows: {@code on} and {@code 2001-01-01} are strings, and merge keys are not special.
 */
final class ReadYaml {
    private static final Set<String> TAGS = Set.of(
            "!",
            Tag.STR.getValue(),
            Tag.INT.getValue(),
            Tag.FLOAT.getValue(),
            Tag.BOOL.getValue(),
            Tag.NULL.getValue(),
            Tag.SEQ.getValue(),
            Tag.MAP.getValue());

    private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
    private final TreeBuilder tree = new TreeBuilder();
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final Deque<Optional<String>> openAnchors = new ArrayDeque<>();
    private final String text;
    private int documents;

    private ReadYaml(String text) {
        this.text = text;
    }

    static SourceDocument read(String text) {
        return new ReadYaml(text).read();
    }

    private SourceDocument read() {
        // A label is needed for marks; the limit is there already, on the bytes.
        LoadSettings settings = LoadSettings.builder()
                .setLabel("contract")
                .setCodePointLimit(text.length() + 1)
                .build();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                take(event, place(event.getStartMark()));
            }
        } catch (MarkedYamlEngineException e) {
            throw TreeBuilder.malformed("SYNTAX", problem(e), place(e.getProblemMark()));
        } catch (YamlEngineException e) {
            throw TreeBuilder.malformed("SYNTAX", "This is not YAML: " + e.getMessage(), new Place(1, 1));
        }
        return tree.build(DocumentFormat.YAML, text);
    }

    private void take(Event event, Place place) {
        switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event, place);
            case MappingStart, SequenceStart -> start((CollectionStartEvent) event, place);
            case MappingEnd, SequenceEnd -> end();
            case Alias -> alias(((AliasEvent) event).getAlias(), place);
            case DocumentStart -> document((DocumentStartEvent) event, place);
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
    }

    private void document(DocumentStartEvent event, Place place) {
        if (++documents > 1) {
            throw TreeBuilder.malformed(
                    "DOCUMENTS", "There is more than one YAML document. Send one contract at a time.", place);
        }
    }

    private void start(CollectionStartEvent event, Place place) {
        checkTag(event.getTag(), place);
        if (tree.awaitsKey()) {
            throw TreeBuilder.malformed("KEY", "A key is a collection. Use a string.", place);
        }
        if (event.getEventId() == Event.ID.MappingStart) {
            tree.startObject(place);
        } else {
            tree.startArray(place);
        }
        openAnchors.push(event.getAnchor().map(Anchor::getValue));
    }

    private void end() {
        JsonNode ended = tree.end();
        openAnchors.pop().ifPresent(anchor -> anchors.put(anchor, ended));
    }

    private void alias(Anchor anchor, Place place) {
        JsonNode value = anchors.get(anchor.getValue());
        if (value == null) {
            throw TreeBuilder.malformed(
                    "ALIAS", "*" + anchor.getValue() + " refers to nothing that is complete before it.", place);
        }
        if (tree.awaitsKey()) {
            throw TreeBuilder.malformed("KEY", "A key is an alias. Write the key out.", place);
        }
        tree.repeated(value, place);
    }

    private void scalar(ScalarEvent event, Place place) {
        if (tree.awaitsKey()) {
            tree.key(event.getValue(), place);
            return;
        }
        checkTag(event.getTag(), place);
        String given = event.getTag().filter(tag -> !tag.equals("!")).orElse(null);
        Tag tag = given != null
                ? new Tag(given)
                : event.getTag().isPresent() || !event.isPlain() ? Tag.STR : resolver.resolve(event.getValue(), true);
        JsonNode before = scalar(tag, event.getValue(), place);
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), before));
    }

    private JsonNode scalar(Tag tag, String value, Place place) {
        try {
            if (tag.equals(Tag.NULL)) {
                return tree.nothing(place);
            } else if (tag.equals(Tag.BOOL)) {
                return tree.bool(value.toLowerCase(java.util.Locale.ROOT).equals("true"), place);
            } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
                return tree.number(number(value), place);
            }
            return tree.string(value, place);
        } catch (NumberFormatException e) {
            tree.wrong(
                    "NUMBER", "'" + shortened(value) + "' is not a finite number. Quote it or write another.", place);
            return tree.nothing(place);
        }
    }

    private static BigDecimal number(String value) {
        if (value.length() > TreeBuilder.NUMBER_DIGITS_MAX + 20) {
            throw new NumberFormatException("too long");
        }
        if (value.startsWith("0o")) {
            return new BigDecimal(new BigInteger(value.substring(2), 8));
        }
        if (value.startsWith("0x")) {
            return new BigDecimal(new BigInteger(value.substring(2), 16));
        }
        return new BigDecimal(value);
    }

    private static void checkTag(Optional<String> tag, Place place) {
        if (tag.isPresent() && !TAGS.contains(tag.get())) {
            throw TreeBuilder.malformed(
                    "TAG", "The tag " + shortened(tag.get()) + " means nothing here. Remove it.", place);
        }
    }

    private static String problem(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        return "This is not YAML: " + context + e.getProblem() + ".";
    }

    private static String shortened(String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1)).orElse(new Place(1, 1));
    }
}
