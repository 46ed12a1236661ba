package io.millrace.processor.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes Flink's types that Calcite's parser does not know as those that it does, everything in its place: TIMESTAMP_LTZ is the
 * TIMESTAMP that it is where all times are UTC.
 *
 * <pre>
 * CAST(x AS TIMESTAMP_LTZ(3))           →    CAST(x AS TIMESTAMP    (3))
 * CAST(x AS ROW&lt;a BIGINT, b DATE&gt;)      →    CAST(x AS ROW(a BIGINT, b DATE))
 * </pre>
 */
final class PlainTypes {
    private static final String LOCAL = "TIMESTAMP_LTZ";
    private static final String PLAIN = "TIMESTAMP    ";

    private PlainTypes() {}

    /** @param tokens of the text, in order */
    static String of(String sql, List<Token> tokens) {
        boolean[] types = CastTypes.of(tokens);
        StringBuilder text = new StringBuilder(sql);
        Deque<Boolean> rows = new ArrayDeque<>();
        for (int i = 1; i < types.length; i++) {
            Token token = tokens.get(i);
            if (!types[i]) {
                continue;
            }
            if (token.isWord(LOCAL) && !isFieldName(tokens, i)) {
                text.replace(token.start(), token.end(), PLAIN);
            } else if (token.isSymbol("<")) {
                rows.push(tokens.get(i - 1).isWord("row"));
                replaceOfRow(text, token, rows.peek(), '(');
            } else if (token.isSymbol(">") && !rows.isEmpty()) {
                replaceOfRow(text, token, rows.pop(), ')');
            }
        }
        return text.toString();
    }

    private static void replaceOfRow(StringBuilder text, Token token, boolean row, char parenthesis) {
        if (row) {
            text.setCharAt(token.start(), parenthesis);
        }
    }

    /** Whether a word in a type is the name of a field, and its type stands behind it. */
    static boolean isFieldName(List<Token> tokens, int index) {
        if (index + 1 >= tokens.size() || !tokens.get(index + 1).isName()) {
            return false;
        }
        Token next = tokens.get(index + 1);
        return !next.isWord("with")
                && !next.isWord("without")
                && !next.isWord("zone")
                && !next.isWord("array")
                && !next.isWord("null")
                && !next.isWord("not");
    }
}
