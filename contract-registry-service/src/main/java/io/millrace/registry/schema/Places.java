package io.millrace.registry.schema;

import java.util.HashMap;
import java.util.Map;

/** Where each part of a document stands in its text: a tree beside the document's own, so that deep keys cost nothing. */
final class Places {
    private final SourceDocument.Place place;
    private final Map<String, Places> parts = new HashMap<>(4);

    Places(SourceDocument.Place place) {
        this.place = place;
    }

    Places put(String part, SourceDocument.Place at) {
        Places places = new Places(at);
        parts.put(part, places);
        return places;
    }

    /** The place of the part that the pointer names, or of the nearest part around it that is there. */
    SourceDocument.Place nearest(String pointer) {
        Places at = this;
        if (!pointer.isEmpty()) {
            for (String part : pointer.substring(1).split("/", -1)) {
                Places next = at.parts.get(part.replace("~1", "/").replace("~0", "~"));
                if (next == null) {
                    break;
                }
                at = next;
            }
        }
        return at.place;
    }
}
