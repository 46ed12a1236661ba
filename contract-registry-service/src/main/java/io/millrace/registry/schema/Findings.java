package io.millrace.registry.schema;

import io.millrace.kernel.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a document, up to a bound. */
final class Findings {
    /** A document with more than this is read again after these are mended. */
    static final int MAX = 200;

    private final SourceDocument document;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    Findings(SourceDocument document) {
        this.document = document;
    }

    void add(Element at, String code, String detail) {
        add(at.pointer(), code, detail, null);
    }

    void add(Element at, String code, String detail, @Nullable String hint) {
        add(at.pointer(), code, detail, hint);
    }

    void add(String pointer, String code, String detail, @Nullable String hint) {
        // What the contract says for all its streams is read once for each of them.
        if (violations.size() < MAX && seen.add(code + " " + pointer)) {
            violations.add(document.violation(pointer, code, detail, hint));
        }
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
