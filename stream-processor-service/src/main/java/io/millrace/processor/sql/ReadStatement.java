package io.millrace.processor.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the envelope of a statement, which Calcite's core parser does not know:
 *
 * <pre>
 * CREATE [OR REPLACE] MATERIALIZED VIEW [IF NOT EXISTS] name [WITH (option = 'value', …)]
 *   AS query [EMIT ON CHANGE | EMIT ON WINDOW CLOSE] [;]
 * CREATE STREAM [IF NOT EXISTS] name [WITH (option = 'value', …)]
 *   AS query [EMIT ON WINDOW CLOSE] [;]
 * </pre>
 */
public final class ReadStatement extends TokenCursor {
    private static final String FORM =
            "A view is defined by CREATE MATERIALIZED VIEW name [WITH (freshness = '5 seconds')] AS SELECT …";

    private static final String STREAM_FORM =
            "A stream is derived by CREATE STREAM name [WITH (retention = '7 days')] AS SELECT …";

    private static final String WITH_FORM = "Write WITH (freshness = '5 seconds', retention = '30 days').";

    /** Tokens that change what becomes of a view that is there, and not what it is. */
    private final Set<Integer> manners = new HashSet<>();

    private ReadStatement(String sql) {
        super(sql);
    }

    /**
     * Reads one statement.
     *
     * @throws io.millrace.kernel.MillraceException with the place of what is wrong
     */
    public static CreateView of(String sql) {
        return new ReadStatement(sql).read();
    }

    /**
     * Reads what is explained: a CREATE statement, or a query of a view that has the default options and no name.
     *
     * @param from the token at which it begins
     */
    static CreateView explained(String sql, int from) {
        ReadStatement statement = new ReadStatement(sql);
        statement.next = from;
        Token first = statement.peek();
        return first != null && first.isWord("CREATE") ? statement.read() : statement.readQuery();
    }

    private CreateView readQuery() {
        SqlPlace place = tokens.get(next).place();
        return read(new Head("explained", place, false, false, new ReadOptions.Given(ViewOptions.DEFAULTS, null)));
    }

    /** What stands in front of AS. */
    private record Head(
            String name, SqlPlace place, boolean orReplace, boolean ifNotExists, ReadOptions.Given options) {}

    private CreateView read() {
        int create = next;
        boolean orReplace = readCreate();
        if (orReplace) {
            manners.addAll(List.of(create + 1, create + 2));
        }
        boolean stream = readKind(orReplace);
        boolean ifNotExists = readIfNotExists(orReplace);
        String form = stream ? STREAM_FORM : FORM;
        Token name = readName(form);
        boolean with = accept("WITH");
        List<Map.Entry<Token, Token>> settings = with ? readSettings(WITH_FORM) : List.of();
        if (!accept("AS")) {
            String found = with ? "AS" : "WITH (…) or AS";
            throw syntax("expected " + found + " after the " + (stream ? "stream" : "view") + "'s name", form);
        }
        ReadOptions.Given options = stream ? ReadOptions.ofStream(settings) : ReadOptions.ofView(settings);
        return read(new Head(name.text(), name.place(), orReplace, ifNotExists, options));
    }

    private CreateView read(Head head) {
        int queryStart = next;
        boolean[] onWindowClose = new boolean[1];
        SqlPlace emitPlace = readEmit(onWindowClose);
        if (queryStart >= end) {
            next = queryStart;
            throw syntax("the query is missing", FORM);
        }
        return new CreateView(
                head.name,
                head.place,
                head.orReplace,
                head.ifNotExists,
                head.options.view(),
                head.options.stream(),
                query(queryStart),
                onWindowClose[0],
                emitPlace,
                sql,
                fingerprint());
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
        return orReplace;
    }

    /** Whether a stream is created, and no view. */
    private boolean readKind(boolean orReplace) {
        if (orReplace && accept("STREAM")) {
            next--;
            throw syntax(
                    "a stream cannot be replaced: what it has said stays said",
                    "Create one under another name, or DROP STREAM first.");
        }
        if (accept("STREAM")) {
            return true;
        }
        if (!accept("MATERIALIZED")) {
            throw syntax("only MATERIALIZED VIEW and STREAM can be created here", FORM);
        }
        if (!accept("VIEW")) {
            throw syntax("expected VIEW after MATERIALIZED", FORM);
        }
        return false;
    }

    private boolean readIfNotExists(boolean orReplace) {
        int first = next;
        if (!acceptIf(FORM, "NOT", "EXISTS")) {
            return false;
        }
        if (orReplace) {
            next = first;
            throw syntax("OR REPLACE and IF NOT EXISTS exclude each other", "Keep one of them.");
        }
        manners.addAll(List.of(first, first + 1, first + 2));
        return true;
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
        String source = PlainTypes.of(sql, tokens);
        StringBuilder text = new StringBuilder(sql.length());
        int from = tokens.get(queryStart).start();
        for (int i = 0; i < from; i++) {
            char c = sql.charAt(i);
            text.append(c == '\n' || c == '\r' ? c : ' ');
        }
        List<SqlPlace> places = new ArrayList<>();
        for (Token name : names) {
            text.append(source, from, name.start())
                    .append('`')
                    .append(name.text())
                    .append('`');
            from = name.end();
            places.add(name.place());
        }
        text.append(source, from, tokens.get(end - 1).end());
        return new QueryText(
                text.toString(), List.copyOf(places), tokens.get(queryStart).place());
    }

    private String fingerprint() {
        StringBuilder canonical = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!manners.contains(i) && !token.isSymbol(";")) {
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
}
