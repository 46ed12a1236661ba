package io.millrace.processor.sql;

import java.util.ArrayList;
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

    private QuoteTemporalNames() {}

    /** The tokens among those given, in order. */
    static List<Token> find(List<Token> tokens) {
        List<Token> names = new ArrayList<>();
        boolean[] types = CastTypes.of(tokens);
        for (int i = 0; i < types.length; i++) {
            Token token = tokens.get(i);
            if (token.kind() == Token.Kind.WORD
                    && WORDS.contains(lower(token))
                    && (types[i] ? PlainTypes.isFieldName(tokens, i) : isName(tokens, i))) {
                names.add(token);
            }
        }
        return names;
    }

    private static boolean isName(List<Token> tokens, int index) {
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
        return !previous.isSymbol("::") && !previous.isWord("local") && !previous.isWord("returning");
    }

    private static String lower(Token token) {
        return token.text().toLowerCase(java.util.Locale.ROOT);
    }
}
