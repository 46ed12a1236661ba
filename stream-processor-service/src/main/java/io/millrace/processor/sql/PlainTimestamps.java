package io.millrace.processor.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes Flink's {@code TIMESTAMP_LTZ}, which Calcite's parser does not know, as the TIMESTAMP that it is where all times are UTC.
 * Everything stays in its place.
 *
 * <pre>
 * CAST(x AS TIMESTAMP_LTZ(3))    →    CAST(x AS TIMESTAMP    (3))
 * </pre>
 */
final class PlainTimestamps {
    private static final String LOCAL = "TIMESTAMP_LTZ";
    private static final String PLAIN = "TIMESTAMP    ";

    private PlainTimestamps() {}

    /** @param tokens of the text, in order */
    static String of(String sql, List<Token> tokens) {
        StringBuilder text = new StringBuilder(sql);
        Deque<Boolean> insideCast = new ArrayDeque<>();
        for (int i = 1; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token previous = tokens.get(i - 1);
            if (token.isSymbol("(")) {
                insideCast.push(QuoteTemporalNames.isCast(previous));
            } else if (token.isSymbol(")") && !insideCast.isEmpty()) {
                insideCast.pop();
            } else if (token.isWord(LOCAL) && previous.isWord("as") && !insideCast.isEmpty() && insideCast.peek()) {
                text.replace(token.start(), token.end(), PLAIN);
            }
        }
        return text.toString();
    }
}
