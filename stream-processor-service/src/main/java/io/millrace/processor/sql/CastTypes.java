package io.millrace.processor.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells which tokens are the type of a CAST: those behind its AS. */
final class CastTypes {
    private static final Set<String> CASTS = Set.of("cast", "try_cast", "safe_cast");

    private CastTypes() {}

    /** What a parenthesis holds. */
    private enum Inside {
        CAST,
        TYPE,
        OTHER
    }

    /** @return per token whether it is in a type */
    static boolean[] of(List<Token> tokens) {
        boolean[] types = new boolean[tokens.size()];
        Deque<Inside> inside = new ArrayDeque<>(List.of(Inside.OTHER));
        for (int i = 0; i < types.length; i++) {
            Token token = tokens.get(i);
            if (token.isSymbol(")") && inside.size() > 1) {
                inside.pop();
            }
            types[i] = inside.peek() == Inside.TYPE;
            if (token.isSymbol("(")) {
                boolean cast = i > 0 && CASTS.contains(tokens.get(i - 1).text().toLowerCase(Locale.ROOT));
                inside.push(types[i] ? Inside.TYPE : cast ? Inside.CAST : Inside.OTHER);
            } else if (token.isWord("as") && inside.peek() == Inside.CAST) {
                inside.pop();
                inside.push(Inside.TYPE);
            }
        }
        return types;
    }
}
