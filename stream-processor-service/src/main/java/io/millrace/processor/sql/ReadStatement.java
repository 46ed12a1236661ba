package io.millrace.processor.sql;

import io.millrace.kernel.Names;
import io.millrace.processor.ProcessorError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the envelope of a statement, which Calcite's core parser does not know:
 *
 * <pre>
 * CREATE [OR REPLACE] MATERIALIZED VIEW name [WITH (option = 'value', …)] AS query [EMIT ON CHANGE | EMIT ON WINDOW CLOSE] [;]
 * </pre>
 */
public final class ReadStatement {
    /** Longest statement, in characters. */
    public static final int CHARACTERS_MAX = 100_000;

    private static final String FORM =
            "A view is defined by CREATE MATERIALIZED VIEW name [WITH (freshness = '5 seconds')] AS SELECT …";

    private final String sql;
    private final List<Token> tokens;
    private int next;
    private int end;

    private ReadStatement(String sql) {
        this.sql = sql;
        this.tokens = Tokens.of(sql);
        this.end = tokens.size();
    }

    /**
     * Reads one statement.
     *
     * @throws io.millrace.kernel.MillraceException with the place of what is wrong
     */
    public static CreateView of(String sql) {
        if (sql.length() > CHARACTERS_MAX) {
            throw SqlRefusal.at(
                    ProcessorError.STATEMENT_TOO_LARGE,
                    SqlPlace.START,
                    "The statement has " + sql.length() + " characters.",
                    "At most " + CHARACTERS_MAX + " are taken; split it into several views.");
        }
        return new ReadStatement(sql).read();
    }

    private CreateView read() {
        dropSemicolon();
        boolean orReplace = readCreate();
        Token name = readName();
        boolean with = accept("WITH");
        ViewOptions options = with ? ReadOptions.of(readSettings()) : ViewOptions.DEFAULTS;
        if (!accept("AS")) {
            String found = with ? "AS" : "WITH (…) or AS";
            throw syntax("expected " + found + " after the view's name", FORM);
        }
        int queryStart = next;
        boolean[] onWindowClose = new boolean[1];
        SqlPlace emitPlace = readEmit(onWindowClose);
        if (queryStart >= end) {
            next = queryStart;
            throw syntax("the query is missing", FORM);
        }
        return new CreateView(
                name.text(),
                name.place(),
                orReplace,
                options,
                query(queryStart),
                onWindowClose[0],
                emitPlace,
                sql,
                fingerprint(orReplace));
    }

    /** One statement only: nothing but more semicolons may follow the first semicolon. */
    private void dropSemicolon() {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol(";")) {
                for (int j = i; j < tokens.size(); j++) {
                    if (!tokens.get(j).isSymbol(";")) {
                        next = j;
                        throw syntax("a second statement begins here", "Send one CREATE statement at a time.");
                    }
                }
                end = i;
                return;
            }
        }
    }

    private boolean readCreate() {
        if (end == 0) {
            throw syntax("the statement is empty", FORM);
        }
        if (!accept("CREATE")) {
            throw syntax("expected CREATE", FORM);
        }
        boolean orReplace = accept("OR");
        if (orReplace && !accept("REPLACE")) {
            throw syntax("expected REPLACE after OR", FORM);
        }
        if (!accept("MATERIALIZED")) {
            throw syntax("only MATERIALIZED VIEW can be created here", FORM);
        }
        if (!accept("VIEW")) {
            throw syntax("expected VIEW after MATERIALIZED", FORM);
        }
        if (peek() != null
                && peek().isWord("IF")
                && next + 1 < end
                && tokens.get(next + 1).isWord("NOT")) {
            throw syntax(
                    "IF NOT EXISTS is not supported",
                    "Leave it out: sending the same statement again changes nothing.");
        }
        return orReplace;
    }

    private Token readName() {
        Token name = peek();
        if (name == null || !name.isName()) {
            throw syntax("expected the view's name", FORM);
        }
        next++;
        Token following = peek();
        boolean dotted = following != null && following.isSymbol(".");
        if (dotted || !Names.isValid(name.text())) {
            throw SqlRefusal.at(
                    ProcessorError.INVALID_NAME,
                    name.place(),
                    "A view cannot be named '" + name.text() + (dotted ? "." : "") + "'.",
                    "Use a lower-case letter, then at most 62 lower-case letters, digits and underscores.");
        }
        return name;
    }

    private List<Map.Entry<Token, Token>> readSettings() {
        String form = "Write WITH (freshness = '5 seconds', retention = '30 days').";
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
            Token separator = take(form);
            if (separator.isSymbol(")")) {
                return settings;
            }
            if (!separator.isSymbol(",")) {
                next--;
                throw syntax("expected , or )", form);
            }
        }
    }

    private SqlPlace readEmit(boolean[] onWindowClose) {
        SqlPlace behind = end > 0 ? tokens.get(end - 1).place() : SqlPlace.START;
        if (endsWith("EMIT", "ON", "CHANGE")) {
            end -= 3;
        } else if (endsWith("EMIT", "ON", "WINDOW", "CLOSE")) {
            end -= 4;
            onWindowClose[0] = true;
        } else if (endsWith("EMIT", "FINAL") || endsWith("EMIT", "CHANGES")) {
            next = end - 2;
            throw syntax("EMIT takes ON CHANGE or ON WINDOW CLOSE", "Write EMIT ON WINDOW CLOSE, or leave it out.");
        } else {
            return behind;
        }
        return tokens.get(end).place();
    }

    private boolean endsWith(String... words) {
        int start = end - words.length;
        if (start <= next) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!tokens.get(start + i).isWord(words[i])) {
                return false;
            }
        }
        return true;
    }

    private QueryText query(int queryStart) {
        List<Token> names = QuoteTemporalNames.find(tokens.subList(queryStart, end));
        StringBuilder text = new StringBuilder(sql.length());
        int from = tokens.get(queryStart).start();
        for (int i = 0; i < from; i++) {
            char c = sql.charAt(i);
            text.append(c == '\n' || c == '\r' ? c : ' ');
        }
        List<SqlPlace> places = new ArrayList<>();
        for (Token name : names) {
            text.append(sql, from, name.start()).append('`').append(name.text()).append('`');
            from = name.end();
            places.add(name.place());
        }
        text.append(sql, from, tokens.get(end - 1).end());
        return new QueryText(
                text.toString(), List.copyOf(places), tokens.get(queryStart).place());
    }

    private String fingerprint(boolean orReplace) {
        StringBuilder canonical = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            boolean replaceWords = orReplace && (i == 1 || i == 2);
            Token token = tokens.get(i);
            if (!replaceWords && !token.isSymbol(";")) {
                canonical.append(token.kind()).append(' ').append(token.text()).append('\n');
            }
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private @Nullable Token peek() {
        return next < end ? tokens.get(next) : null;
    }

    private boolean accept(String word) {
        Token token = peek();
        boolean accepted = token != null && token.isWord(word);
        if (accepted) {
            next++;
        }
        return accepted;
    }

    private Token take(String form) {
        Token token = peek();
        if (token == null) {
            throw syntax("the statement ends too early", form);
        }
        next++;
        return token;
    }

    private void expect(String symbol, String form) {
        if (!take(form).isSymbol(symbol)) {
            next--;
            throw syntax("expected " + symbol, form);
        }
    }

    private RuntimeException syntax(String what, String hint) {
        Token token = next < tokens.size() ? tokens.get(next) : null;
        SqlPlace place = token != null ? token.place() : lastPlace();
        String found = token == null ? "" : ", found '" + token.text() + "'";
        return SqlRefusal.at(ProcessorError.INVALID_SQL, place, "SQL: " + what + found + ".", hint);
    }

    private SqlPlace lastPlace() {
        return tokens.isEmpty() ? SqlPlace.START : tokens.getLast().place();
    }
}
