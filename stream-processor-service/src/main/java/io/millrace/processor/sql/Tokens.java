package io.millrace.processor.sql;

import io.millrace.processor.ProcessorError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a statement into tokens, so that its envelope can be read without mistaking what stands in strings, quoted names and
 * comments. Lines end at \n, \r\n or \r and a tab is one column, as in Calcite's parser, so that places agree.
 */
final class Tokens {
    /** More tokens than any statement that a person or a generator should write. */
    private static final int TOKENS_MAX = 20_000;

    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int index;
    private int line = 1;
    private int lineStart;

    private Tokens(String text) {
        this.text = text;
    }

    static List<Token> of(String text) {
        refuseWhatIsNoText(text);
        Tokens tokens = new Tokens(text);
        while (tokens.skipBlank()) {
            tokens.read();
            if (tokens.tokens.size() > TOKENS_MAX) {
                throw SqlRefusal.at(
                        ProcessorError.STATEMENT_TOO_LARGE,
                        tokens.place(),
                        "The statement has more than " + TOKENS_MAX + " tokens.",
                        "Split it into several views.");
            }
        }
        return tokens.tokens;
    }

    /** Neither PostgreSQL nor Kafka's UTF-8 can keep a NUL or half of a surrogate pair, wherever in the statement it stands. */
    private static void refuseWhatIsNoText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0' || (Character.isSurrogate(c) && !isHalfOfPair(text, i))) {
                String[] lines = LINE_END.split(text.substring(0, i), -1);
                throw SqlRefusal.at(
                        ProcessorError.INVALID_SQL,
                        new SqlPlace(lines.length, lines[lines.length - 1].length() + 1),
                        "The character U+%04X is not text.".formatted((int) c),
                        "Remove it.");
            }
        }
    }

    private static boolean isHalfOfPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }

    private SqlPlace place() {
        return new SqlPlace(line, index - lineStart + 1);
    }

    private boolean startsWith(String prefix) {
        return text.startsWith(prefix, index);
    }

    /** Moves to the next token; false at the end. */
    private boolean skipBlank() {
        while (index < text.length()) {
            if (startsWith("--") || startsWith("//")) {
                while (index < text.length() && text.charAt(index) != '\n' && text.charAt(index) != '\r') {
                    index++;
                }
            } else if (startsWith("/*")) {
                skipComment();
            } else if (Character.isWhitespace(text.charAt(index)) || text.charAt(index) == '\uFEFF') {
                advance();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipComment() {
        SqlPlace start = place();
        int end = text.indexOf("*/", index + 2);
        if (end < 0) {
            throw SqlRefusal.at(ProcessorError.INVALID_SQL, start, "This comment is not closed.", "Add */ to its end.");
        }
        while (index < end + 2) {
            advance();
        }
    }

    /** One character on, counting lines. */
    private void advance() {
        char c = text.charAt(index++);
        if (c == '\n' || (c == '\r' && !(index < text.length() && text.charAt(index) == '\n'))) {
            line++;
            lineStart = index;
        }
    }

    private void read() {
        char c = text.charAt(index);
        if (c == '\'' || c == '`') {
            readQuoted(c);
        } else if (Character.isJavaIdentifierStart(c)) {
            readWhile(Token.Kind.WORD);
        } else if (Character.isDigit(c)) {
            readWhile(Token.Kind.NUMBER);
        } else {
            int length = startsWith("::") ? 2 : 1;
            add(Token.Kind.SYMBOL, text.substring(index, index + length), index, index + length, place());
            index += length;
        }
    }

    private void readWhile(Token.Kind kind) {
        SqlPlace place = place();
        int start = index;
        while (index < text.length() && Character.isJavaIdentifierPart(text.charAt(index))) {
            index++;
        }
        add(kind, text.substring(start, index), start, index, place);
    }

    private void readQuoted(char quote) {
        SqlPlace place = place();
        int start = index;
        StringBuilder value = new StringBuilder();
        advance();
        while (index < text.length()) {
            char c = text.charAt(index);
            advance();
            if (c != quote) {
                value.append(c);
            } else if (index < text.length() && text.charAt(index) == quote) {
                value.append(quote);
                advance();
            } else {
                Token.Kind kind = quote == '\'' ? Token.Kind.STRING : Token.Kind.QUOTED_NAME;
                add(kind, value.toString(), start, index, place);
                return;
            }
        }
        throw SqlRefusal.at(
                ProcessorError.INVALID_SQL,
                place,
                quote == '\'' ? "This string is not closed." : "This quoted name is not closed.",
                "Add " + quote + " to its end.");
    }

    private void add(Token.Kind kind, String value, int start, int end, SqlPlace place) {
        tokens.add(new Token(kind, value, start, end, place));
    }
}
