package io.millrace.registry.schema;

import io.millrace.registry.schema.SourceDocument.Place;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads one JSON text (RFC 8259), strictly. */
final class ReadJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    // The tree's own limits come first and have the better words.
                    .maxNestingDepth(TreeBuilder.DEPTH_MAX + 8)
                    .maxNumberLength(1_000)
                    .maxNameLength(ReadDocument.BYTES_MAX)
                    .maxStringLength(ReadDocument.BYTES_MAX)
                    .build())
            .build();

    private ReadJson() {}

    static SourceDocument read(String text) {
        TreeBuilder tree = new TreeBuilder();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            int depth = 0;
            JsonToken token = parser.nextToken();
            while (token != null) {
                depth += take(parser, token, tree);
                token = parser.nextToken();
                if (depth == 0 && token != null) {
                    throw TreeBuilder.malformed(
                            "SYNTAX", "There is more after the end of the JSON value. Remove it.", place(parser));
                }
            }
        } catch (JacksonException e) {
            throw TreeBuilder.malformed(
                    "SYNTAX", "This is not JSON: " + e.getOriginalMessage(), place(e.getLocation()));
        }
        return tree.build(DocumentFormat.JSON, text);
    }

    /** Gives back by how much the depth changes. */
    private static int take(JsonParser parser, JsonToken token, TreeBuilder tree) {
        Place place = place(parser);
        switch (token) {
            case START_OBJECT -> tree.startObject(place);
            case START_ARRAY -> tree.startArray(place);
            case END_OBJECT, END_ARRAY -> tree.end();
            case PROPERTY_NAME -> tree.key(parser.currentName(), place);
            case VALUE_STRING -> tree.string(parser.getString(), place);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> tree.number(parser.getDecimalValue(), place);
            case VALUE_TRUE, VALUE_FALSE -> tree.bool(token == JsonToken.VALUE_TRUE, place);
            case VALUE_NULL -> tree.nothing(place);
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw new IllegalStateException("token " + token);
        }
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private static Place place(JsonParser parser) {
        return place(parser.currentTokenLocation());
    }

    private static Place place(@org.jspecify.annotations.Nullable TokenStreamLocation at) {
        return at == null ? new Place(1, 1) : new Place(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }
}
