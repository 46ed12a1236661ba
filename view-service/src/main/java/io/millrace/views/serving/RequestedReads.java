package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a read of several views, as far as it can be understood without knowing the views.
 *
 * @param reads 1 to {@value #READS_MAX}
 * @param after what the rows are to include; empty where nothing was said
 * @param asOf the moment whose rows are wanted; null for the newest ones
 * @param consistent whether rows of different moments are no answer
 */
record RequestedReads(
        List<Read> reads, Position after, @Nullable AsOf asOf, boolean consistent) {
    static final int READS_MAX = 20;
    static final int KEYS_MAX = 100;

    private static final Set<String> MEMBERS = Set.of("reads", "after", "asOf", "consistent");
    private static final Set<String> READ_MEMBERS = Set.of("view", "query", "keys");

    /**
     * A read of one view, of rows by a query or of rows by their keys.
     *
     * @param pointer of it in the body
     * @param query null where keys are given
     * @param keys null where a query is given
     */
    record Read(
            String pointer,
            String view,
            @Nullable String query,
            @Nullable List<JsonNode> keys) {}

    /** @throws MillraceException with all violations */
    static RequestedReads parse(JsonNode body) {
        Violations violations = new Violations();
        violations.expectMembers(body, "", MEMBERS);
        JsonNode consistent = body.path("consistent");
        if (!consistent.isMissingNode() && !consistent.isBoolean()) {
            violations.add("/consistent", "INVALID_VALUE", "'consistent' is true or false.");
        }
        List<JsonNode> items = violations.items(body, "reads", READS_MAX, "reads");
        List<Read> reads = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Read read = read("/reads/" + i, items.get(i), violations);
            if (read != null) {
                reads.add(read);
            }
        }
        Position after = violations.after(body);
        AsOf asOf = asOf(body.path("asOf"), violations);
        violations.refuse();
        return new RequestedReads(List.copyOf(reads), after, asOf, consistent.asBoolean(false));
    }

    private static @Nullable AsOf asOf(JsonNode moment, Violations violations) {
        if (moment.isMissingNode() || moment.isNull()) {
            return null;
        }
        try {
            return AsOf.parse(moment.isString() ? moment.asString() : moment.toString());
        } catch (MillraceException e) {
            violations.addAll("/asOf", e);
            return null;
        }
    }

    private static @Nullable Read read(String pointer, JsonNode item, Violations violations) {
        if (!item.isObject()) {
            violations.add(
                    pointer, "INVALID_VALUE", "A read is an object such as {\"view\": \"v\", \"query\": \"a=eq.1\"}.");
            return null;
        }
        violations.expectMembers(item, pointer, READ_MEMBERS);
        JsonNode view = item.path("view");
        JsonNode query = item.path("query");
        JsonNode keys = item.path("keys");
        if (!view.isString()) {
            violations.add(pointer + "/view", "INVALID_VALUE", "'view' is the name of a view.");
        }
        if (!query.isMissingNode() && !query.isString()) {
            violations.add(
                    pointer + "/query",
                    "INVALID_VALUE",
                    "'query' is text such as country=eq.DE&limit=20, as it stands in the address of a read of rows.");
        }
        if (!query.isMissingNode() && !keys.isMissingNode()) {
            violations.add(
                    pointer + "/keys",
                    "QUERY_OR_KEYS",
                    "A read has either 'query' or 'keys'. Send two reads, or filter by the key's columns.");
        }
        if (!keys.isMissingNode()) {
            expectKeys(pointer + "/keys", keys, violations);
        }
        return new Read(
                pointer,
                view.asString(""),
                keys.isMissingNode() ? query.asString("") : null,
                keys.isMissingNode() ? null : keys.valueStream().toList());
    }

    private static void expectKeys(String pointer, JsonNode keys, Violations violations) {
        if (!keys.isArray() || keys.isEmpty()) {
            violations.add(pointer, "INVALID_VALUE", "'keys' is an array of 1 to " + KEYS_MAX + " keys.");
        } else if (keys.size() > KEYS_MAX) {
            violations.add(
                    pointer,
                    "TOO_MANY",
                    "'keys' has " + keys.size() + " keys; " + KEYS_MAX + " are possible. Send a further read.");
        }
    }

    /** The same, to include what a header names, too. */
    RequestedReads andAfter(Position more) {
        return new RequestedReads(reads, after.merge(more), asOf, consistent);
    }

    /** What the views are to have seen. */
    Position seen() {
        return asOf == null ? after : after.merge(asOf.seen());
    }

    /** Each view's name, with the place where it stands first. */
    Map<String, String> views() {
        Map<String, String> views = new LinkedHashMap<>();
        reads.forEach(read -> views.putIfAbsent(read.view(), read.pointer() + "/view"));
        return views;
    }
}
