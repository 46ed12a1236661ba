package io.millrace.processor.sql;

import io.millrace.kernel.Names;
import io.millrace.processor.ProcessorError;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One statement, read token by token. */
class TokenCursor {
    /** Longest statement, in characters. */
    static final int CHARACTERS_MAX = 100_000;

    final String sql;
    final List<Token> tokens;
    /** The token to be read. */
    int next;
    /** Behind the last token that belongs to the statement. */
    int end;

    /** @throws io.millrace.kernel.MillraceException where the text is too long, or holds more than one statement */
    TokenCursor(String sql) {
        if (sql.length() > CHARACTERS_MAX) {
            throw SqlRefusal.at(
                    ProcessorError.STATEMENT_TOO_LARGE,
                    SqlPlace.START,
                    "The statement has " + sql.length() + " characters.",
                    "At most " + CHARACTERS_MAX + " are taken; split it into several views.");
        }
        this.sql = sql;
        this.tokens = Tokens.of(sql);
        this.end = tokens.size();
        dropSemicolon();
    }

    /** One statement only: nothing but more semicolons may follow the first semicolon. */
    private void dropSemicolon() {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol(";")) {
                for (int j = i; j < tokens.size(); j++) {
                    if (!tokens.get(j).isSymbol(";")) {
                        next = j;
                        throw syntax("a second statement begins here", "Send one statement at a time.");
                    }
                }
                end = i;
                return;
            }
        }
    }

    final Token readName(String form) {
        return readName(form, "view");
    }

    final Token readName(String form, String what) {
        Token name = peek();
        if (name == null || !name.isName()) {
            throw syntax("expected the " + what + "'s name", form);
        }
        next++;
        Token following = peek();
        boolean dotted = following != null && following.isSymbol(".");
        if (dotted || !Names.isValid(name.text())) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    name.place(),
                    "A " + what + " cannot be named '" + name.text() + (dotted ? "." : "") + "'.",
                    "Use a lower-case letter, then at most 62 lower-case letters, digits and underscores.");
        }
        return name;
    }

    final @Nullable Token peek() {
        return next < end ? tokens.get(next) : null;
    }

    /** Whether a word of the statement is this one. */
    final boolean isAt(int place, String word) {
        return place < end && tokens.get(place).isWord(word);
    }

    final boolean accept(String word) {
        Token token = peek();
        boolean accepted = token != null && token.isWord(word);
        if (accepted) {
            next++;
        }
        return accepted;
    }

    final Token take(String form) {
        Token token = peek();
        if (token == null) {
            throw syntax("the statement ends too early", form);
        }
        next++;
        return token;
    }

    final void expect(String symbol, String form) {
        if (!take(form).isSymbol(symbol)) {
            next--;
            throw syntax("expected " + symbol, form);
        }
    }

    /** Accepts words that follow each other; none of them where one is missing. */
    final boolean acceptAll(String... words) {
        int first = next;
        for (String word : words) {
            if (!accept(word)) {
                next = first;
                return false;
            }
        }
        return true;
    }

    /** IF with the words behind it; whether it was said. */
    final boolean acceptIf(String form, String... words) {
        if (!accept("IF")) {
            return false;
        }
        for (String word : words) {
            if (!accept(word)) {
                throw syntax("expected " + String.join(" ", words) + " after IF", form);
            }
        }
        return true;
    }

    /** A text in apostrophes. */
    final Token readText(String what, String form) {
        Token text = take(form);
        if (text.kind() != Token.Kind.STRING) {
            next--;
            throw syntax("expected " + what + " in apostrophes", form);
        }
        return text;
    }

    /** {@code (option = value, …)}, as pairs of name and value. */
    final List<Map.Entry<Token, Token>> readSettings(String form) {
        expect("(", form);
        List<Map.Entry<Token, Token>> settings = new ArrayList<>();
        while (true) {
            Token name = take(form);
            if (!name.isName() && name.kind() != Token.Kind.STRING) {
                next--;
                throw syntax("expected the name of an option", form);
            }
            expect("=", form);
            settings.add(new SimpleImmutableEntry<>(name, take(form)));
            if (!readComma(form)) {
                return settings;
            }
        }
    }

    /** Whether a list goes on with a comma; else its parenthesis closes. */
    final boolean readComma(String form) {
        Token separator = take(form);
        if (!separator.isSymbol(",") && !separator.isSymbol(")")) {
            next--;
            throw syntax("expected , or )", form);
        }
        return separator.isSymbol(",");
    }

    final RuntimeException syntax(String what, String hint) {
        Token token = next < tokens.size() ? tokens.get(next) : null;
        SqlPlace place = token != null ? token.place() : lastPlace();
        String found = token == null ? "" : ", found '" + token.text() + "'";
        return SqlRefusal.at(ProcessorError.INVALID_SQL, place, "SQL: " + what + found + ".", hint);
    }

    final SqlPlace lastPlace() {
        return tokens.isEmpty() ? SqlPlace.START : tokens.getLast().place();
    }
}
