package io.millrace.registry.schema;

import io.millrace.kernel.Violation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A document as it was sent, and what it says, with the place of every part in the text. */
public final class SourceDocument {
    private final DocumentFormat format;
    private final String text;
    private final JsonNode content;
    private final Places places;

    /** 1-based line and column. */
    record Place(int line, int column) {}

    SourceDocument(DocumentFormat format, String text, JsonNode content, Places places) {
        this.format = format;
        this.text = text;
        this.content = content;
        this.places = places;
    }

    public DocumentFormat format() {
        return format;
    }

    /** Without a byte order mark. */
    public String text() {
        return text;
    }

    /** The same tree for YAML and JSON; nobody changes it. */
    public JsonNode content() {
        return content;
    }

    /**
     * A violation with line and column of the part that the pointer names, or of the nearest part around it that is there:
     * what came by an alias has no place of its own.
     */
    public Violation violation(String pointer, String code, String detail, @Nullable String hint) {
        Place place = places.nearest(pointer);
        return new Violation(code, detail, pointer, place.line(), place.column(), hint);
    }
}
