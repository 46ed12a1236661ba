package io.millrace.processor.sql;

/**
 * A lexical unit of a statement.
 *
 * @param start index of its first character in the text
 * @param end index behind its last character
 */
record Token(Kind kind, String text, int start, int end, SqlPlace place) {
    enum Kind {
        WORD,
        /** In backticks; text is without them. */
        QUOTED_NAME,
        /** In apostrophes; text is the value. */
        STRING,
        NUMBER,
        SYMBOL
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
