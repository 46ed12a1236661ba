package io.millrace.views.serving;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query of a read as it stands in an address behind the question mark. */
final class QueryText {
    private QueryText() {}

    /**
     * The parameters with their values, decoded.
     *
     * @throws IllegalArgumentException where a percent sign is not followed by two hexadecimal digits
     */
    static Map<String, String[]> parameters(String query) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(decoded(name), key -> new ArrayList<>()).add(decoded(value));
            }
        }
        Map<String, String[]> parameters = new LinkedHashMap<>();
        values.forEach((name, all) -> parameters.put(name, all.toArray(String[]::new)));
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The query with its limit, also where it left that to the default. */
    static String limited(@Nullable String query, int limit) {
        String sent = query == null ? "" : query;
        boolean says =
                Arrays.stream(sent.split("&", -1)).anyMatch(pair -> name(pair).equals("limit"));
        return says ? sent : sent + (sent.isEmpty() ? "" : "&") + "limit=" + limit;
    }

    /** The query without what says of which moment the rows are to be. */
    static @Nullable String newest(@Nullable String query) {
        return query == null
                ? null
                : Arrays.stream(query.split("&", -1))
                        .filter(pair -> !name(pair).equals(AsOf.PARAMETER))
                        .collect(Collectors.joining("&"));
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
    }

    /** The query of the next page. What was sent stays as it was sent, so that it is no longer than it was. */
    static String next(@Nullable String query, Cursor next) {
        List<String> pairs = new ArrayList<>();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            if (!pair.startsWith("cursor=")) {
                pairs.add(pair);
            }
        }
        pairs.add("cursor=" + next.token());
        return String.join("&", pairs);
    }
}
