package io.millrace.processor.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Finds where {@code date}, {@code time} and {@code timestamp} are names of columns, for Calcite takes them as types only.
 *
 * <pre>
 * SELECT date, CAST(date AS DATE) FROM t WHERE date &gt; DATE '2001-01-01'
 *        ^^^^       ^^^^                       ^^^^
 * </pre>
 *
 * They are types in front of a string or a parenthesis, behind the AS of a CAST, behind {@code ::} and RETURNING, and in type
 * names such as TIME ZONE.
 */
final class QuoteTemporalNames {
    private static final Set<String> WORDS = Set.of("date", "time", "timestamp");
    private static final Set<String> CASTS = Set.of("cast", "try_cast", "safe_cast");

    private QuoteTemporalNames() {}

    /** The tokens among those given, in order. */
    static List<Token> find(List<Token> tokens) {
        List<Token> names = new ArrayList<>();
        Deque<Boolean> insideCast = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isSymbol("(")) {
                insideCast.push(i > 0 && isCast(tokens.get(i - 1)));
            } else if (token.isSymbol(")") && !insideCast.isEmpty()) {
                insideCast.pop();
            } else if (token.kind() == Token.Kind.WORD && WORDS.contains(lower(token))) {
                boolean cast = !insideCast.isEmpty() && insideCast.peek();
                if (isName(tokens, i, cast)) {
                    names.add(token);
                }
            }
        }
        return names;
    }

    static boolean isCast(Token token) {
        return CASTS.contains(lower(token));
    }

    private static boolean isName(List<Token> tokens, int index, boolean insideCast) {
        if (index + 1 < tokens.size()) {
            Token next = tokens.get(index + 1);
            boolean zone = next.isWord("with") || next.isWord("without") || next.isWord("zone");
            if (next.kind() == Token.Kind.STRING || next.isSymbol("(") || zone) {
                return false;
            }
        }
        if (index == 0) {
            return true;
        }
        Token previous = tokens.get(index - 1);
        return !previous.isSymbol("::")
                && !(insideCast && previous.isWord("as"))
                && !previous.isWord("local")
                && !previous.isWord("returning");
    }

    private static String lower(Token token) {
        return token.text().toLowerCase(java.util.Locale.ROOT);
    }
}
