package io.millrace.gateway.identity;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The scopes that a client may hold. What only services hold never comes in from outside. */
final class Scopes {
    private static final Pattern FORM =
            Pattern.compile("(read|write):(\\*|[a-z][a-z0-9_]{0,62})|contracts|views|workflows|operate|admin|\\*");
    private static final int COUNT_MAX = 1000;

    private Scopes() {}

    /** Those of the given words that are scopes of clients, at most {@value #COUNT_MAX}. */
    static Set<String> ofClient(Collection<String> words) {
        return words.stream()
                .filter(word -> FORM.matcher(word).matches())
                .limit(COUNT_MAX)
                .collect(Collectors.toUnmodifiableSet());
    }
}
